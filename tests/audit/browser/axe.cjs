// {pages, schemes, widths, until} → for each page, scheme and width: the rules of axe that it breaks, and how many it keeps.
const fs = require('fs');
const { run, prefer } = require('./chromium.cjs');

const TAGS = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22a', 'wcag22aa', 'best-practice'];
const AXE = fs.readFileSync(require.resolve('axe-core/axe.min.js'), 'utf8');

const told = (rule) => `${rule.id} (${rule.impact}): ${rule.nodes.map((node) => node.target.join(' ')).join(', ')}`;

run(async (browser, { pages, schemes, widths, until = 'load' }) => {
  const seen = [], page = await browser.newPage();
  await page.setBypassCSP(true);
  for (const address of pages) {
    await page.goto(address, { waitUntil: until });
    await page.evaluate(AXE);
    for (const scheme of schemes) for (const width of widths) {
      await page.setViewport({ width, height: 800 });
      await prefer(page, { 'prefers-color-scheme': scheme });
      const found = await page.evaluate((values) => axe.run(document, { runOnly: { type: 'tag', values } }), TAGS);
      seen.push({ page: address, scheme, width, passes: found.passes.length, violations: found.violations.map(told),
        unsure: found.incomplete.map(told), ground: await page.evaluate(() => getComputedStyle(document.documentElement).backgroundColor) });
    }
  }
  return seen;
});
