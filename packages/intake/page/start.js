/**
 * What the page is made of, from what others need to what needs them: each part is read in a task of
 * its own, so that the browser has its turn in between.
 */
const parts = ['format', 'palette', 'vendor/uPlot.esm', 'views', 'main'];

try {
  for (const part of parts) {
    await import(`./${part}.js`);
    await new Promise((resolve) => setTimeout(resolve));
  }
} catch (error) {
  const banner = document.getElementById('banner');
  banner.dataset.state = 'lost';
  banner.textContent = `The page could not be loaded. Reload it to try again. (${error.message})`;
  banner.hidden = false;
  throw error;
}
