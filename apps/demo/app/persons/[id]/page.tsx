import type { Metadata } from 'next'
import { Suspense } from 'react'
import { PersonDetail } from '../../../src/client/person-detail.tsx'

export const metadata: Metadata = { title: 'Person' }

export default async function PersonPage({ params }: { params: Promise<{ id: string }> }) {
  const { id } = await params
  return (
    <Suspense>
      <PersonDetail id={id} />
    </Suspense>
  )
}
