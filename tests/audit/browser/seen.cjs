// What a page tells of itself. Each function runs inside the page, alone: it can use nothing of this file.

exports.text = () => document.body.innerText.replace(/\s+/g, ' ').trim();

// How many pixels the page is wider than its window.
exports.overflow = () => document.scrollingElement.scrollWidth - document.scrollingElement.clientWidth;

// What stays before the text when the page is scrolled, and takes more than a quarter of the window.
exports.covering = () => [...document.querySelectorAll('*')].filter((one) => {
  const box = one.getBoundingClientRect();
  const stays = ['fixed', 'sticky'].includes(getComputedStyle(one).position);
  return stays && box.height > innerHeight / 4 && box.bottom > 0;
}).map((one) => one.tagName);

exports.moving = () => [...document.querySelectorAll('*')].filter((one) => {
  const style = getComputedStyle(one);
  const lasts = (seconds) => seconds.split(',').some((each) => parseFloat(each) > 0);
  return lasts(style.transitionDuration) || lasts(style.animationDuration) || style.scrollBehavior === 'smooth';
}).map((one) => one.tagName);

// The heading's ink, the grounds behind it, and which parts are there.
exports.paper = () => {
  const heading = document.querySelector('h1'), grounds = [], shown = {};
  for (let one = heading; one; one = one.parentElement) grounds.push(getComputedStyle(one).backgroundColor);
  for (const part of ['h1', 'main', '.mark', 'nav', '.skip']) {
    shown[part] = (document.querySelector(part)?.getClientRects().length ?? 0) > 0;
  }
  return { ink: getComputedStyle(heading).color, grounds, shown };
};

exports.forced = () => matchMedia('(forced-colors: active)').matches;

// How many places the Tab key has to stop at.
exports.stops = () => [...document.querySelectorAll('a[href], button, input, select, textarea, summary, [tabindex="0"]')]
  .filter((one) => one.getClientRects().length).length;

// Where the focus is: whether one sees that it is there (an outline of two pixels), and sees the thing itself.
exports.focused = async () => {
  await new Promise(requestAnimationFrame); // the page has moved to what is focused
  const one = document.activeElement, [box] = one.getClientRects(), style = getComputedStyle(one);
  const x = box.left + Math.min(box.width, 8) / 2, y = box.top + Math.min(box.height, 8) / 2;
  const there = document.elementFromPoint(x, y); // null when it is outside of the window
  return { tag: one.tagName, id: one.id, href: one.getAttribute('href'), skip: one.matches('.skip'),
    order: [...document.querySelectorAll('*')].indexOf(one),
    outlined: style.outlineStyle !== 'none' && parseFloat(style.outlineWidth) >= 2,
    seen: there !== null && (one.contains(there) || there.contains(one)) };
};
