/** Asks a query some times, one after the other, on a thread of its own; tells the last answer. */
import { Agent, get } from 'node:http';
import { text } from 'node:stream/consumers';
import { parentPort, workerData } from 'node:worker_threads';

const agent = new Agent({ keepAlive: true, maxSockets: 1 });
const headers = { 'DD-API-KEY': 'local', 'DD-APPLICATION-KEY': 'local' };

parentPort.on('message', (times) => {
  void askOften(times).then((answer) => parentPort.postMessage(answer));
});

async function askOften(times) {
  let answer;
  for (let i = 0; i < times; i++) answer = await ask();
  return answer;
}

function ask() {
  return new Promise((resolve, reject) => {
    get(workerData.url, { agent, headers }, (response) => {
      if (response.statusCode === 200) text(response).then(resolve, reject);
      else reject(new Error(`status ${response.statusCode}`));
    }).on('error', reject);
  });
}
