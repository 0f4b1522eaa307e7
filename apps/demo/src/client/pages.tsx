'use client'

import dynamic from 'next/dynamic'

export { ErrorPage } from './error-page.tsx'
export { MissingPage } from './missing-page.tsx'

// The page begins with React alone and takes the rest over in tasks of its own, each as short as it can be: the server draws
// all of it, and the browser fetches the scripts meanwhile.
export const AppShell = dynamic(() => import('./app-shell.tsx').then(({ AppShell: component }) => component))
export const Directory = dynamic(() =>
  import('./directory/directory.tsx').then(({ Directory: component }) => component),
)
export const PersonDetail = dynamic(() =>
  import('./person-detail.tsx').then(({ PersonDetail: component }) => component),
)
export const NewPerson = dynamic(() =>
  import('./new-person.tsx').then(({ NewPerson: component }) => component),
)
