// @ts-check
/** A shader program with its vertices and triangles. */

/** @typedef {Record<string, [size: number, offset: number]>} Layout numbers and their place */

export class Program {
  #gl;
  #program;
  #vertices;
  #count = 0;
  #array;
  /** @type {Map<string, WebGLUniformLocation | null>} */
  #uniforms = new Map();

  /**
   * @param {WebGL2RenderingContext} gl
   * @param {string} vertex
   * @param {string} fragment
   * @param {{layout: Layout, stride: number, triangles: Uint16Array, still?: Float32Array,
   *   stillLayout?: Layout, stillStride?: number}} parts `still`: numbers that never change
   */
  constructor(gl, vertex, fragment, { layout, stride, triangles, still, stillLayout, stillStride }) {
    this.#gl = gl;
    this.#program = linked(gl, vertex, fragment);
    this.#array = gl.createVertexArray();
    gl.bindVertexArray(this.#array);
    if (still && stillLayout && stillStride) {
      gl.bindBuffer(gl.ARRAY_BUFFER, gl.createBuffer());
      gl.bufferData(gl.ARRAY_BUFFER, still, gl.STATIC_DRAW);
      this.#lay(stillLayout, stillStride);
    }
    this.#vertices = gl.createBuffer();
    gl.bindBuffer(gl.ARRAY_BUFFER, this.#vertices);
    this.#lay(layout, stride);
    gl.bindBuffer(gl.ELEMENT_ARRAY_BUFFER, gl.createBuffer());
    gl.bufferData(gl.ELEMENT_ARRAY_BUFFER, triangles, gl.STATIC_DRAW);
    this.#count = triangles.length;
    gl.bindVertexArray(null);
  }

  /**
   * @param {Float32Array} vertices
   * @param {Record<string, number | number[]>} values of uniforms
   */
  draw(vertices, values) {
    const gl = this.#gl;
    gl.useProgram(this.#program);
    this.set(values);
    gl.bindVertexArray(this.#array);
    gl.bindBuffer(gl.ARRAY_BUFFER, this.#vertices);
    gl.bufferData(gl.ARRAY_BUFFER, vertices, gl.DYNAMIC_DRAW);
    gl.drawElements(gl.TRIANGLES, this.#count, gl.UNSIGNED_SHORT, 0);
  }

  /** @param {Record<string, number | number[]>} values a name in brackets is an array of its size */
  set(values) {
    const gl = this.#gl;
    gl.useProgram(this.#program);
    for (const [name, value] of Object.entries(values)) {
      const place = this.#place(name);
      if (typeof value === 'number') gl.uniform1f(place, value);
      else if (name.endsWith('[2]')) gl.uniform2fv(place, value);
      else if (name.endsWith('[3]')) gl.uniform3fv(place, value);
      else if (value.length === 2) gl.uniform2fv(place, value);
      else if (value.length === 3) gl.uniform3fv(place, value);
      else gl.uniform4fv(place, value);
    }
  }

  /** @param {string} name */
  #place(name) {
    if (!this.#uniforms.has(name)) {
      const bare = name.replace(/\[\d\]$/, '');
      this.#uniforms.set(name, this.#gl.getUniformLocation(this.#program, bare));
    }
    return this.#uniforms.get(name) ?? null;
  }

  /**
   * @param {Layout} layout
   * @param {number} stride
   */
  #lay(layout, stride) {
    const gl = this.#gl;
    for (const [name, [size, offset]] of Object.entries(layout)) {
      const place = gl.getAttribLocation(this.#program, name);
      if (place < 0) continue;
      gl.enableVertexAttribArray(place);
      gl.vertexAttribPointer(place, size, gl.FLOAT, false, 4 * stride, 4 * offset);
    }
  }
}

/**
 * @param {WebGL2RenderingContext} gl
 * @param {string} vertex
 * @param {string} fragment
 */
function linked(gl, vertex, fragment) {
  const program = /** @type {WebGLProgram} */ (gl.createProgram());
  for (const [type, source] of /** @type {[number, string][]} */ ([
    [gl.VERTEX_SHADER, vertex],
    [gl.FRAGMENT_SHADER, fragment],
  ])) {
    const shader = /** @type {WebGLShader} */ (gl.createShader(type));
    gl.shaderSource(shader, source);
    gl.compileShader(shader);
    gl.attachShader(program, shader);
    const compiled = gl.getShaderParameter(shader, gl.COMPILE_STATUS);
    if (!compiled && !gl.isContextLost()) throw new Error(gl.getShaderInfoLog(shader) ?? '');
  }
  gl.linkProgram(program);
  return program;
}
