// Runs CloudFront Functions as the edge does: nothing around them but the language. A line: {code, events}.
const vm = require('vm');
require('readline').createInterface({ input: process.stdin }).on('line', (line) => {
  const { code, events } = JSON.parse(line);
  const room = vm.createContext({}, { codeGeneration: { strings: false, wasm: false } });
  vm.runInContext(`'use strict';${code}`, room);
  const answers = events.map((event) =>
    JSON.parse(vm.runInContext(`JSON.stringify(handler(${JSON.stringify(event)}))`, room)));
  process.stdout.write(JSON.stringify(answers) + '\n');
});
