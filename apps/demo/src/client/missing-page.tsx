'use client'

import { EmptyState } from '@throughline/ui'
import Link from 'next/link'
import { useDemoTexts } from '../texts/demo-texts.ts'

/** There is no page at this address. */
export function MissingPage() {
  const { missing, page } = useDemoTexts()
  return (
    <EmptyState
      headingLevel={1}
      action={
        <Link className="text-primary text-sm font-medium hover:underline" href="/">
          {page.back}
        </Link>
      }
      description={missing.pageNote}
      title={missing.page}
    />
  )
}
