import js from '@eslint/js';
import globals from 'globals';

const FLOOR = ['protocol.js', 'timing.js', 'words.js', 'elements.js', 'messages.js'];
const SCREENS = ['main.js'];

/** Only these imports are allowed, besides a room's own folder. */
const onlyTheFloor = {
  patterns: [
    {
      regex: `^(?!.*/(${FLOOR.map((name) => name.replace('.', '\\.')).join('|')})$)\\.\\.?/[^/]+\\.js$`,
      message: 'Leaves never import each other, only the floor: protocol, timing, words, elements, messages.',
    },
  ],
};

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
  {
    files: ['static/js/*.js'],
    ignores: [...SCREENS, ...FLOOR].map((name) => `static/js/${name}`),
    rules: { 'no-restricted-imports': ['error', onlyTheFloor] },
  },
  {
    files: FLOOR.map((name) => `static/js/${name}`),
    rules: { 'no-restricted-imports': ['error', onlyTheFloor] },
  },
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
