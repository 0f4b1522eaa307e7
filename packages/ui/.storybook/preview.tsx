import type { Decorator, Preview } from '@storybook/react-vite'
import { type ReactNode, useEffect } from 'react'
import '../src/theme.css'
import '../src/styles.css'
import './preview.css'
import { Toaster } from '../src/toast.tsx'

function Frame({ dark, children }: { dark: boolean; children: ReactNode }) {
  useEffect(() => {
    document.documentElement.classList.toggle('dark', dark)
  }, [dark])
  return (
    <>
      {children}
      <Toaster />
    </>
  )
}

const withTheme: Decorator = (Story, { globals }) => (
  <Frame dark={globals['theme'] === 'dark'}>
    <Story />
  </Frame>
)

const preview: Preview = {
  tags: ['autodocs'],
  decorators: [withTheme],
  globalTypes: {
    theme: {
      description: 'Theme',
      toolbar: {
        icon: 'mirror',
        items: [
          { value: 'light', title: 'Light', icon: 'sun' },
          { value: 'dark', title: 'Dark', icon: 'moon' },
        ],
        dynamicTitle: true,
      },
    },
  },
  initialGlobals: { theme: 'light' },
  parameters: {
    a11y: { test: 'error' },
    backgrounds: { disable: true },
    controls: { expanded: true },
    layout: 'padded',
    options: { storySort: { order: ['Persons', 'Entity', 'Fields', 'App', 'Basics'] } },
  },
}

export default preview
