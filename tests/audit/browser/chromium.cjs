// A job on stdin as JSON, its answer on stdout as JSON; between them a Chromium that is always ended.
const fs = require('fs'), os = require('os'), path = require('path');
const puppeteer = require('puppeteer-core');

const FLAGS = ['--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run', '--disable-background-networking',
  '--disable-component-update', '--disable-sync', '--hide-scrollbars', '--disable-smooth-scrolling'];

exports.run = async (work) => {
  const job = JSON.parse(fs.readFileSync(0, 'utf8'));
  const userDataDir = fs.mkdtempSync(path.join(os.tmpdir(), 'audit-'));
  const browser = await puppeteer.launch({ executablePath: job.chromium, headless: true, userDataDir, args: FLAGS });
  try {
    const answer = await work(browser, job);
    process.stdout.write(JSON.stringify(answer));
  } finally {
    await browser.close();
    fs.rmSync(userDataDir, { recursive: true, force: true });
  }
};

// What the browser is told that its reader wants; `forced-colors` and others that Puppeteer does not name included.
exports.prefer = async (page, features, media = '') => {
  const session = await page.createCDPSession();
  const told = Object.entries(features).map(([name, value]) => ({ name, value }));
  await session.send('Emulation.setEmulatedMedia', { media, features: told });
};
