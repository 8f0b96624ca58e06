// {pages} → for each page, what readers with other means meet: small and magnified screens, other spacing, no script,
// a keyboard, paper, colours of their own, no motion.
const { run, prefer } = require('./chromium.cjs');
const seen = require('./seen.cjs');

// WCAG 2.2, 1.4.12: spacing that a reader may set without loss of content.
const SPACED = `* { line-height: 1.5 !important; letter-spacing: .12em !important; word-spacing: .16em !important }
  p { margin-bottom: 2em !important }`;

const window = (page, width, height, deviceScaleFactor = 1) => page.setViewport({ width, height, deviceScaleFactor });
const fresh = (page) => page.reload({ waitUntil: 'load' }); // the focus is nowhere again, and the scroll at the top

async function small(page) {
  await window(page, 320, 640);
  const narrow = await page.evaluate(seen.overflow);
  await window(page, 320, 256, 4); // one of 1280 × 1024, at 400 %
  const zoomed = { overflow: await page.evaluate(seen.overflow), covering: await page.evaluate(seen.covering) };
  await page.addStyleTag({ content: SPACED });
  return { narrow, zoomed, spaced: await page.evaluate(seen.overflow) };
}

async function tabs(page) {
  await window(page, 1280, 800);
  await fresh(page);
  const path = [];
  for (let left = await page.evaluate(seen.stops); left > 0; left--) {
    await page.keyboard.press('Tab');
    path.push(await page.evaluate(seen.focused));
  }
  return path;
}

async function skip(page) {
  await fresh(page);
  await page.keyboard.press('Tab');
  const first = await page.evaluate(seen.focused);
  if (!first.skip) return { first, then: first };
  await page.keyboard.press('Enter');
  const arrived = (id) => document.activeElement.id === id;
  await page.waitForFunction(arrived, { timeout: 10000 }, first.href.slice(1)).catch(() => {}); // told by `then`
  return { first, then: await page.evaluate(seen.focused) };
}

async function printed(page) {
  await prefer(page, { 'prefers-color-scheme': 'dark' }, 'print');
  await window(page, 718, 1000); // a letter's page at 96 dots per inch, less its margins
  return { ...await page.evaluate(seen.paper), overflow: await page.evaluate(seen.overflow) };
}

async function look(page, address) {
  await page.setBypassCSP(true); // for the reader's own spacing
  await page.goto(address, { waitUntil: 'load' });
  const found = { page: address, text: await page.evaluate(seen.text), tabs: await tabs(page) };
  await prefer(page, { 'forced-colors': 'active' });
  found.forced = { on: await page.evaluate(seen.forced), tabs: await tabs(page) };
  await prefer(page, { 'prefers-reduced-motion': 'reduce' });
  found.moving = await page.evaluate(seen.moving);
  found.paper = await printed(page);
  await prefer(page, {});
  Object.assign(found, { skip: await skip(page) }, await small(page));
  await page.setJavaScriptEnabled(false);
  await page.goto(address, { waitUntil: 'load' });
  return { ...found, unscripted: await page.evaluate(seen.text) };
}

run(async (browser, { pages }) => {
  const found = [];
  for (const address of pages) {
    const page = await browser.newPage();
    found.push(await look(page, address));
    await page.close();
  }
  return found;
});
