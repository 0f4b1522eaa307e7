/** How the demo's browser runs begin: with Debian's Chromium, or the one that `CHROMIUM_PATH` names. */
export const launchOptions = {
  executablePath: process.env['CHROMIUM_PATH'] ?? '/usr/bin/chromium',
  args: ['--no-sandbox', '--disable-background-networking'],
}

/** A page as people have it at a desk. */
export const desk = { viewport: { width: 1280, height: 800 }, locale: 'en-US' }
