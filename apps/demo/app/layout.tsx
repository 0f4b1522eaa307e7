import './globals.css'
import { themeScript } from '@throughline/ui'
import type { Metadata, Viewport } from 'next'
import type { ReactNode } from 'react'
import { AppShell } from '../src/client/app-shell.tsx'

export const metadata: Metadata = {
  title: { default: 'Persons · Throughline', template: '%s · Throughline' },
  description: '10,000 persons in one DynamoDB table, drawn from one Zod model.',
}

export const viewport: Viewport = {
  themeColor: [
    { media: '(prefers-color-scheme: light)', color: '#ffffff' },
    { media: '(prefers-color-scheme: dark)', color: '#0a0a0a' },
  ],
}

export default function RootLayout({ children }: { children: ReactNode }) {
  return (
    <html lang="en" suppressHydrationWarning>
      <head>
        {/* Before the first paint, so that a dark page never flashes white. */}
        <script dangerouslySetInnerHTML={{ __html: themeScript }} />
      </head>
      <body>
        <AppShell>{children}</AppShell>
      </body>
    </html>
  )
}
