import type { Meta, StoryObj } from '@storybook/react-vite'
import { useState } from 'react'
import { expect, fn, screen, userEvent, waitFor } from 'storybook/test'
import { Button } from './button.tsx'
import { Stack, Text } from './layout.tsx'
import { SearchBox } from './search-box.tsx'
import { SyncStatus } from './sync-status.tsx'
import { ThemeToggle } from './theme-toggle.tsx'
import { toast } from './toast.tsx'

const meta = { title: 'App' } satisfies Meta

export default meta

type Story = StoryObj

export const Toasts: Story = {
  tags: ['phone'],
  render: () => (
    <Stack direction="row" gap="sm">
      <Button variant="outline" onClick={() => toast.success('Address saved')}>
        Success
      </Button>
      <Button
        variant="outline"
        onClick={() => toast.error('The change was not saved', new Error('The server refused it.'))}
      >
        Failure
      </Button>
    </Stack>
  ),
  play: async ({ canvas }) => {
    await userEvent.click(canvas.getByRole('button', { name: 'Success' }))
    await userEvent.click(canvas.getByRole('button', { name: 'Failure' }))
    await waitFor(() => expect(screen.getAllByText('The server refused it.')[0]).toBeVisible())
    await waitFor(() => expect(screen.getAllByText('Address saved')[0]).toBeVisible())
  },
}

function SearchExample() {
  const [value, setValue] = useState('')
  return (
    <Stack style={{ maxWidth: 320 }}>
      <SearchBox slashFocus label="Search persons" value={value} onValueChange={setValue} />
      <Text tone="muted">{value === '' ? 'Everyone' : `Matching “${value}”`}</Text>
    </Stack>
  )
}

export const Search: Story = {
  tags: ['phone'],
  render: () => <SearchExample />,
  play: async ({ canvas }) => {
    const box = canvas.getByRole('searchbox', { name: 'Search persons' })
    await userEvent.keyboard('/')
    await expect(box).toHaveFocus()
    await expect(box).toHaveValue('')
    await userEvent.keyboard('ada')
    await expect(canvas.getByText('Matching “ada”')).toBeVisible()
    await userEvent.click(canvas.getByRole('button', { name: 'Clear search' }))
    await expect(box).toHaveValue('')
    await expect(box).toHaveFocus()
  },
}

const refresh = fn()

export const Sync: Story = {
  tags: ['phone'],
  render: () => (
    <Stack gap="sm">
      <SyncStatus syncedAt={Date.now() - 12_000} onRefresh={refresh} />
      <SyncStatus isSyncing syncedAt={Date.now() - 61_000} onRefresh={refresh} />
      <SyncStatus
        error={new Error('The server does not answer.')}
        syncedAt={Date.now() - 3_700_000}
        onRefresh={refresh}
      />
      <SyncStatus syncedAt={undefined} onRefresh={refresh} />
    </Stack>
  ),
  play: async ({ canvas }) => {
    refresh.mockClear()
    await expect(canvas.getByText(/^Synced 1\d sec\. ago$/)).toBeVisible()
    await expect(canvas.getByText('Sync failed · last 1 hr. ago')).toBeVisible()
    const [idle, busy] = canvas.getAllByRole('button', { name: 'Refresh' })
    if (!idle || !busy) throw new Error('The buttons are missing.')
    await userEvent.click(idle)
    await userEvent.click(busy)
    await expect(refresh).toHaveBeenCalledTimes(1)
    await expect(canvas.getByText('Sync failed. The server does not answer.')).toHaveAttribute(
      'aria-live',
      'polite',
    )
  },
}

const expired = Object.assign(new Error('Sign in.'), { code: 'unauthorized' })
const outdated = Object.assign(new Error('The model has another version.'), { code: 'upgrade' })
const signIn = fn()
const reload = fn()

/** What waits, and what helps where trying again does not. */
export const SyncProblems: Story = {
  tags: ['phone'],
  render: () => (
    <Stack gap="sm">
      <SyncStatus
        error={new Error('The server does not answer.')}
        pending={1}
        syncedAt={Date.now() - 12_000}
        onRefresh={refresh}
      />
      <SyncStatus error={expired} syncedAt={Date.now() - 12_000} onRefresh={refresh} onSignIn={signIn} />
      <SyncStatus isSyncing error={expired} pending={3} syncedAt={undefined} onRefresh={refresh} />
      <SyncStatus error={outdated} syncedAt={Date.now() - 12_000} onRefresh={refresh} onReload={reload} />
    </Stack>
  ),
  play: async ({ canvas }) => {
    signIn.mockClear()
    reload.mockClear()
    await expect(canvas.getByText('Sync failed · 1 change waiting')).toBeVisible()
    await expect(canvas.getByText('Session expired · 3 changes waiting')).toBeVisible()
    await expect(canvas.getByText('Session expired. Sign in again to go on.')).toBeInTheDocument()
    await expect(canvas.getByText('A new version is there. Reload the page to go on.')).toBeInTheDocument()
    await userEvent.click(canvas.getByRole('button', { name: 'Sign in again' }))
    await expect(signIn).toHaveBeenCalledTimes(1)
    await userEvent.click(canvas.getByRole('button', { name: 'Reload' }))
    await expect(reload).toHaveBeenCalledTimes(1)
    await expect(canvas.getAllByRole('button', { name: 'Refresh' })).toHaveLength(3)
  },
}

export const ThemeChoice: Story = {
  render: () => <ThemeToggle />,
  play: async ({ canvas, globals }) => {
    await userEvent.click(canvas.getByRole('radio', { name: 'Dark' }))
    await expect(document.documentElement).toHaveClass('dark')
    await userEvent.click(canvas.getByRole('radio', { name: 'Light' }))
    await expect(document.documentElement).not.toHaveClass('dark')
    await expect(localStorage.getItem('theme')).toBe('light')
    localStorage.removeItem('theme')
    document.documentElement.classList.toggle('dark', globals['theme'] === 'dark')
  },
}
