import { MissingPage } from '../src/client/missing-page.tsx'

export default function NotFound() {
  return <MissingPage />
}
