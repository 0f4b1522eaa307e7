import { expect, type Page, test } from '@playwright/test'

/** What the page asks of the API, and what it complains of. */
function watch(page: Page) {
  const calls: string[] = []
  const complaints: string[] = []
  page.on('request', (request) => {
    const { pathname } = new URL(request.url())
    if (pathname.startsWith('/api/trpc/')) calls.push(pathname.slice('/api/trpc/'.length))
  })
  page.on('pageerror', (error) => complaints.push(error.message))
  page.on('console', (message) => {
    if (message.type() === 'error' && !message.location().url.endsWith('/favicon.ico'))
      complaints.push(message.text())
  })
  return { calls, complaints }
}

test('the HTML has the rows that the server read, and the browser goes on from them', async ({
  page,
  request,
}) => {
  const html = await (await request.get('/')).text()
  expect(html).toContain('3 projects')
  expect(html).toContain('value="Garden"')
  for (const title of ['Water', 'Plant', 'Paint']) expect(html).toContain(`<li>${title}</li>`)
  expect(html).toContain('Waiting')

  const { calls, complaints } = watch(page)
  await page.goto('/')
  await expect(page.locator('#live')).toHaveText('open')
  await expect(page.locator('li')).toHaveText(['Plant', 'Water', 'Paint', 'Sail'])
  expect(calls.filter((call) => call.includes('snapshot'))).toEqual([])
  // The tasks that the server did not read.
  expect(calls.filter((call) => /list|query/i.test(call))).toHaveLength(1)
  expect(complaints).toEqual([])
})

test('a write in one browser shows in another, and is in the next HTML', async ({
  page,
  browser,
  request,
}) => {
  const other = await browser.newPage()
  const { complaints } = watch(other)
  for (const each of [page, other]) {
    await each.goto('/')
    await expect(each.locator('#live')).toHaveText('open')
  }
  await page.getByRole('region', { name: 'Garden' }).getByRole('button', { name: 'Add' }).click()
  await expect(other.getByRole('region', { name: 'Garden' }).locator('li')).toHaveText([
    'Plant',
    'Task 3',
    'Water',
  ])
  await page.getByRole('region', { name: 'House' }).getByLabel('Name').fill('Houseboat')
  await expect(other.getByRole('region', { name: 'Houseboat' })).toBeVisible()
  expect(await (await request.get('/')).text()).toContain('Houseboat')
  expect(complaints).toEqual([])
})

test('a page without rows is built once, and reads in the browser', async ({ page, request }) => {
  expect(await (await request.get('/lazy')).text()).toContain('Loading')
  const { complaints } = watch(page)
  await page.goto('/lazy')
  await expect(page.locator('li')).toHaveCount(5)
  expect(complaints).toEqual([])
})
