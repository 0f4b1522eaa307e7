import { Suspense } from 'react'
import { Directory } from '../src/client/directory/directory.tsx'

export default function DirectoryPage() {
  return (
    <Suspense>
      <Directory />
    </Suspense>
  )
}
