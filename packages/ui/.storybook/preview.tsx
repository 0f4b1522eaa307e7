import type { Decorator, Preview } from '@storybook/react-vite'
import { type ReactNode, useEffect } from 'react'
import '../src/theme.css'
import '../src/styles.css'
import './preview.css'
import { configure } from 'storybook/test'
import { Toaster } from '../src/toast.tsx'

// A part whose code is loaded at that moment takes its time on a busy machine.
configure({ asyncUtilTimeout: 5000 })

function Frame({ dark, dir, children }: { dark: boolean; dir: string; children: ReactNode }) {
  useEffect(() => {
    document.documentElement.classList.toggle('dark', dark)
  }, [dark])
  useEffect(() => {
    document.documentElement.dir = dir
  }, [dir])
  return (
    <>
      {children}
      <Toaster />
    </>
  )
}

const withTheme: Decorator = (Story, { globals }) => (
  <Frame dark={globals['theme'] === 'dark'} dir={globals['dir'] === 'rtl' ? 'rtl' : 'ltr'}>
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
    dir: {
      description: 'Direction of reading',
      toolbar: {
        icon: 'transfer',
        items: [
          { value: 'ltr', title: 'Left to right' },
          { value: 'rtl', title: 'Right to left' },
        ],
        dynamicTitle: true,
      },
    },
  },
  initialGlobals: { theme: 'light', dir: 'ltr' },
  parameters: {
    a11y: { test: 'error' },
    backgrounds: { disable: true },
    controls: { expanded: true },
    layout: 'padded',
    options: { storySort: { order: ['Introduction', 'Persons', 'Entity', 'Fields', 'App', 'Basics'] } },
  },
}

export default preview
