// Put into the page before its own scripts: notes how loud the page's speaker and microphone are,
// and when each event came over its socket. Changes nothing that is heard.
(() => {
  const BLOCK = 512;
  const listening = { loudness: { speaker: [], microphone: [] }, arrivals: [], say };
  const mouths = [];
  window.listening = listening;

  const connect = AudioNode.prototype.connect;
  const taps = new WeakMap();

  /** A node that notes what flows into it; its own output is silence. */
  function tap(context, of) {
    const node = context.createScriptProcessor(BLOCK, 1, 1);
    const unheard = context.createGain();
    unheard.gain.value = 0;
    node.onaudioprocess = ({ inputBuffer }) => {
      const samples = inputBuffer.getChannelData(0);
      let sum = 0;
      for (const sample of samples) sum += sample * sample;
      listening.loudness[of].push([performance.now(), Math.sqrt(sum / samples.length)]);
    };
    connect.call(node, unheard);
    connect.call(unheard, context.destination);
    return node;
  }

  AudioNode.prototype.connect = function (target, ...rest) {
    if (target instanceof AudioDestinationNode) {
      if (!taps.has(this.context)) taps.set(this.context, tap(this.context, 'speaker'));
      connect.call(this, taps.get(this.context));
    }
    return connect.call(this, target, ...rest);
  };

  const getUserMedia = MediaDevices.prototype.getUserMedia;
  MediaDevices.prototype.getUserMedia = async function (wishes) {
    const stream = await getUserMedia.call(this, wishes);
    if (!stream.getAudioTracks().length) return stream;
    const context = new AudioContext();
    const noted = tap(context, 'microphone');
    if (!window.microphoneOfTest) {
      connect.call(context.createMediaStreamSource(stream), noted);
      return stream;
    }
    const mouth = context.createMediaStreamDestination();
    mouths.push({ context, mouth, noted });
    return new MediaStream([...mouth.stream.getAudioTracks(), ...stream.getVideoTracks()]);
  };

  /** Say a WAV file into every open microphone; when it ends, by `performance.now`. */
  async function say(wav) {
    const bytes = Uint8Array.from(atob(wav), (letter) => letter.charCodeAt(0));
    let end_ms = 0;
    for (const { context, mouth, noted } of mouths) {
      const buffer = await context.decodeAudioData(bytes.buffer.slice(0));
      const source = new AudioBufferSourceNode(context, { buffer });
      connect.call(source, mouth);
      connect.call(source, noted);
      source.start();
      end_ms = performance.now() + buffer.duration * 1000;
    }
    return end_ms;
  }

  window.WebSocket = class extends WebSocket {
    constructor(...wishes) {
      super(...wishes);
      this.addEventListener('message', ({ data }) => {
        const event = typeof data === 'string' && /^4[25]\d*-?\["(\w+)"/.exec(data);
        if (event) listening.arrivals.push([event[1], performance.now()]);
      });
    }
  };
})();
