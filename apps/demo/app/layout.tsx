import './globals.css'
import { themeScript } from '@throughline/ui'
import type { Metadata, Viewport } from 'next'
import type { ReactNode } from 'react'
import { AppShell } from '../src/client/pages.tsx'
import { pageTexts, requestLanguage } from '../src/server/request-language.ts'
import { hasStorybook } from '../src/server/storybook.ts'

export async function generateMetadata(): Promise<Metadata> {
  const { title, template, description } = (await pageTexts()).app
  return { title: { default: title, template }, description }
}

export const viewport: Viewport = {
  themeColor: [
    { media: '(prefers-color-scheme: light)', color: '#ffffff' },
    { media: '(prefers-color-scheme: dark)', color: '#0a0a0a' },
  ],
}

export default async function RootLayout({ children }: { children: ReactNode }) {
  const language = await requestLanguage()
  return (
    <html suppressHydrationWarning lang={language}>
      <head>
        {/* Before the first paint, so that a dark page never flashes white. */}
        <script dangerouslySetInnerHTML={{ __html: themeScript }} />
      </head>
      <body>
        <AppShell hasStorybook={hasStorybook} language={language}>
          {children}
        </AppShell>
      </body>
    </html>
  )
}
