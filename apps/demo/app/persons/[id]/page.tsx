import type { Metadata } from 'next'
import { Suspense } from 'react'
import { PersonDetail } from '../../../src/client/pages.tsx'
import { pageTexts } from '../../../src/server/request-language.ts'

export async function generateMetadata(): Promise<Metadata> {
  return { title: (await pageTexts()).person }
}

export default async function PersonPage({ params }: { params: Promise<{ id: string }> }) {
  const { id } = await params
  return (
    <Suspense>
      <PersonDetail id={id} />
    </Suspense>
  )
}
