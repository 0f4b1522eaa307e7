'use client'

export { ErrorPage as default } from '../src/client/pages.tsx'
