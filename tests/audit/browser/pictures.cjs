// {shots: [{page, scheme, width, height, scale}]} → each as a PNG, in base 64.
const { run, prefer } = require('./chromium.cjs');

run(async (browser, { shots }) => {
  const page = await browser.newPage(), drawn = [];
  for (const { page: address, scheme, width, height, scale } of shots) {
    await page.setViewport({ width, height, deviceScaleFactor: scale });
    await prefer(page, { 'prefers-color-scheme': scheme });
    await page.goto(address, { waitUntil: 'load' });
    drawn.push(await page.screenshot({ encoding: 'base64' }));
  }
  return drawn;
});
