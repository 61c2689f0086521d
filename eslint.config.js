import js from '@eslint/js';
import globals from 'globals';

/**
 * What each room of the page may import, besides what lies in the room itself: main, then the call,
 * the screens and the pages, then leaves. Leaves never import each other, only lib and the protocol.
 * @type {Record<string, string[]>}
 */
const MAY_IMPORT = {
  main: ['call', 'screens', 'devices', 'lib'],
  call: ['devices', 'player', 'face', 'lib', 'api', 'protocol', 'socket'],
  screens: ['devices', 'lib', 'api', 'protocol', 'uploads'],
  pages: ['devices', 'lib', 'api', 'protocol', 'socket', 'uploads'],
  uploads: ['face', 'lib', 'protocol'],
  devices: ['lib', 'protocol'],
  player: ['lib', 'protocol'],
  face: ['lib', 'protocol'],
  lib: ['api', 'protocol'],
  api: ['protocol'],
  socket: ['protocol'],
  worklets: [],
  protocol: [],
};
const ROOMS = Object.keys(MAY_IMPORT);

/** @param {string} room */
function layer(room) {
  const forbidden = ROOMS.filter((other) => other !== room && !MAY_IMPORT[room].includes(other));
  const allowed = MAY_IMPORT[room].join(', ') || 'nothing';
  const pattern = {
    regex: `^(\\.\\.?/)+(${forbidden.join('|')})(/|\\.js$)`,
    message: `Besides its own files ${room} may import ${allowed}.`,
  };
  return {
    files: [`static/js/${room}.js`, `static/js/${room}/**/*.js`],
    rules: { 'no-restricted-imports': ['error', { patterns: [pattern] }] },
  };
}

export default [
  js.configs.recommended,
  {
    files: ['static/js/**/*.js'],
    languageOptions: { globals: globals.browser },
    rules: {
      eqeqeq: 'error',
      'no-var': 'error',
      'prefer-const': 'error',
      'no-console': 'error',
      'no-eval': 'error',
      'no-implied-eval': 'error',
      'no-restricted-globals': ['error', 'io'],
      'max-lines': ['error', { max: 200, skipBlankLines: true, skipComments: true }],
      'max-lines-per-function': ['error', { max: 40, skipBlankLines: true, skipComments: true }],
      'no-restricted-properties': [
        'error',
        { property: 'innerHTML', message: 'Build elements; text is text.' },
        { property: 'outerHTML', message: 'Build elements; text is text.' },
      ],
    },
  },
  ...ROOMS.map(layer),
  {
    files: ['static/js/**/*.js'],
    ignores: ['static/js/socket.js'],
    rules: {
      'no-restricted-syntax': [
        'error',
        {
          selector: 'ImportDeclaration[source.value=/socket\\.io-client/]',
          message: 'Only socket.js opens a socket.',
        },
      ],
    },
  },
  {
    files: ['static/js/worklets/*.js'],
    languageOptions: { globals: globals.audioWorklet },
  },
  {
    files: ['tests/browser/**/*.js', 'eslint.config.js'],
    languageOptions: { globals: globals.node },
  },
];
