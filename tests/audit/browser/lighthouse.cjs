// {pages} → for each page: Lighthouse's four scores of 100, what kept one from 100, bytes on the wire, requests.
const { run } = require('./chromium.cjs');

const CATEGORIES = ['performance', 'accessibility', 'best-practices', 'seo'];

const lost = (lhr) => CATEGORIES.flatMap((name) => lhr.categories[name].auditRefs
  .filter((ref) => ref.weight > 0 && (lhr.audits[ref.id].score ?? 1) < 1).map((ref) => `${name}: ${ref.id}`));

run(async (browser, { pages }) => {
  const { default: lighthouse } = await import(require.resolve('lighthouse'));
  const port = Number(new URL(browser.wsEndpoint()).port), seen = [];
  for (const address of pages) {
    const { lhr } = await lighthouse(address, { port, logLevel: 'silent', onlyCategories: CATEGORIES });
    if (lhr.runtimeError) throw new Error(`${address}: ${lhr.runtimeError.message}`);
    const requests = lhr.audits['network-requests'].details.items.filter((one) => one.url.startsWith('http'));
    seen.push({ page: address, lost: lost(lhr),
      scores: Object.fromEntries(CATEGORIES.map((name) => [name, Math.round(lhr.categories[name].score * 100)])),
      bytes: requests.reduce((sum, one) => sum + one.transferSize, 0), requests: requests.length,
      third: requests.filter((one) => !one.url.startsWith(new URL(address).origin)).length,
      lcp: Math.round(lhr.audits['largest-contentful-paint'].numericValue),
      cls: lhr.audits['cumulative-layout-shift'].numericValue });
  }
  return seen;
});
