import { expect, type Page } from '@playwright/test'

/** Presses Tab (or Shift-Tab) until the focus stands on what has this role and name; fails where it never does. */
export async function tabTo(
  page: Page,
  role: string,
  name: RegExp,
  key: 'Shift+Tab' | 'Tab' = 'Tab',
): Promise<void> {
  for (let presses = 0; presses < 80; presses += 1) {
    const focused = await page.evaluate(() => {
      const element = document.activeElement
      if (!element) return { role: '', name: '' }
      const labelledBy = (element.getAttribute('aria-labelledby') ?? '')
        .split(/\s+/)
        .filter(Boolean)
        .map((id) => document.querySelector(`#${CSS.escape(id)}`)?.textContent ?? '')
        .join(' ')
      const labels =
        element instanceof HTMLInputElement || element instanceof HTMLSelectElement ? element.labels : null
      const label = [...(labels ?? [])].map((each) => each.textContent).join(' ')
      const roles: Record<string, string> = {
        a: 'link',
        button: 'button',
        select: 'combobox',
        input: 'textbox',
      }
      return {
        role: element.getAttribute('role') ?? roles[element.localName] ?? '',
        name:
          element.getAttribute('aria-label') ??
          (labelledBy.trim() || label.trim() || (element.textContent ?? '').trim()),
      }
    })
    if (focused.role === role && name.test(focused.name)) return
    await page.keyboard.press(key)
  }
  expect(false, `Tab reaches the ${role} ${String(name)}`).toBe(true)
}
