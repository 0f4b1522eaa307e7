import { EmptyState } from '@throughline/ui'
import Link from 'next/link'

export default function NotFound() {
  return (
    <EmptyState
      title="This page does not exist"
      description="The address may be mistyped, or the page was moved."
      action={
        <Link className="text-primary text-sm font-medium hover:underline" href="/">
          To all persons
        </Link>
      }
    />
  )
}
