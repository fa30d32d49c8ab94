// The simulation side of the server, and its news.

export class Refusal extends Error {
  constructor(status, sentence) {
    super(sentence);
    this.status = status;
  }
}

export async function call(method, path, body) {
  const options = { method };
  if (body !== undefined) {
    options.body = JSON.stringify(body);
    options.headers = { "Content-Type": "application/json" };
  }
  const response = await fetch(`/playground/api${path}`, options);
  const answer = await response.json();
  if (!response.ok) throw new Refusal(response.status, answer.error);
  return answer;
}

// XMLHttpRequest, because fetch does not tell how much of an upload has gone.
export function upload(path, form, onProgress) {
  return new Promise((resolve, reject) => {
    const request = new XMLHttpRequest();
    request.open("POST", `/playground/api${path}`);
    request.responseType = "json";
    request.upload.onprogress = (event) => event.lengthComputable && onProgress(event.loaded / event.total);
    request.onload = () =>
      request.status === 200
        ? resolve(request.response)
        : reject(new Refusal(request.status, request.response?.error ?? ""));
    request.onerror = request.onabort = () => reject(new Refusal(0, ""));
    request.send(form);
  });
}

// Calls `onEvent` with all that happens; after a break connects again and calls `onBack`.
export function follow(onEvent, onBack, onLost) {
  let pause = 300, first = true;
  const connect = () => {
    const scheme = location.protocol === "https:" ? "wss" : "ws";
    const socket = new WebSocket(`${scheme}://${location.host}/playground/api/events`);
    socket.onopen = () => {
      pause = 300;
      if (!first) onBack();
      first = false;
    };
    socket.onmessage = (event) => onEvent(JSON.parse(event.data));
    socket.onclose = () => {
      onLost();
      setTimeout(connect, pause);
      pause = Math.min(pause * 2, 3000);
    };
  };
  connect();
}
