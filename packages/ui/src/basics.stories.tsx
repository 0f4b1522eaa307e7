import type { Meta, StoryObj } from '@storybook/react-vite'
import { Inbox, Plus, Trash2 } from 'lucide-react'
import { useState } from 'react'
import { expect, fn, screen, userEvent, waitFor, within } from 'storybook/test'
import { Avatar, IconTile } from './avatar.tsx'
import { Badge } from './badge.tsx'
import { Button } from './button.tsx'
import { IconButton } from './icon-button.tsx'
import { Card, CardContent, CardDescription, CardFooter, CardHeader, CardTitle } from './card.tsx'
import { ConfirmDialog, Dialog } from './dialog.tsx'
import { Icon } from './icon.tsx'
import { Grid, Stack, Text, TextLink } from './layout.tsx'
import { Progress } from './progress.tsx'
import { Skeleton } from './skeleton.tsx'
import { Spinner } from './spinner.tsx'
import { EmptyState, ErrorState } from './states.tsx'
import { Tabs } from './tabs.tsx'

const meta = { title: 'Basics', tags: ['phone'] } satisfies Meta

export default meta

type Story = StoryObj

export const Buttons: Story = {
  render: () => (
    <Stack gap="lg">
      {(['default', 'sm'] as const).map((size) => (
        <Stack key={size} wrap direction="row" gap="sm">
          <Button size={size}>Save</Button>
          <Button size={size} variant="secondary">
            Secondary
          </Button>
          <Button icon={<Icon icon={Plus} />} size={size} variant="outline">
            Add address
          </Button>
          <Button size={size} variant="ghost">
            Cancel
          </Button>
          <Button size={size} variant="destructive">
            Delete
          </Button>
          <Button pending size={size}>
            Saving
          </Button>
          <Button disabled size={size}>
            Disabled
          </Button>
          <IconButton icon={<Icon icon={Trash2} />} label="Delete row" size={size} />
        </Stack>
      ))}
    </Stack>
  ),
}

const press = fn()

export const PendingButton: Story = {
  render: () => (
    <Button pending onClick={press}>
      Saving
    </Button>
  ),
  play: async ({ canvas }) => {
    press.mockClear()
    const button = canvas.getByRole('button', { name: 'Saving' })
    await userEvent.click(button)
    await expect(press).not.toHaveBeenCalled()
    await expect(button).toHaveAttribute('aria-busy', 'true')
    await expect(button).toHaveFocus()
  },
}

export const BadgesAndAvatars: Story = {
  render: () => (
    <Stack gap="lg">
      <Stack direction="row" gap="sm">
        <Badge variant="default">Primary</Badge>
        <Badge>Verified</Badge>
        <Badge variant="outline">Not verified</Badge>
        <Badge variant="destructive">Overdue</Badge>
      </Stack>
      <Stack direction="row" gap="sm">
        <Avatar name="Ada Lovelace" size="sm" />
        <Avatar name="Ada Lovelace" />
        <Avatar name="Ångström" size="lg" />
        <IconTile icon={Inbox} />
      </Stack>
      <Stack direction="row" gap="md">
        <Text>
          Text with a <TextLink href="#there">link</TextLink>, and <Spinner label="Loading" />
        </Text>
      </Stack>
    </Stack>
  ),
}

export const Cards: Story = {
  render: () => (
    <div style={{ maxWidth: 420 }}>
      <Card aria-label="Invoice">
        <CardHeader>
          <IconTile icon={Inbox} />
          <Stack gap="none">
            <CardTitle>Invoice 2026-118</CardTitle>
            <CardDescription>Sent to billing@nordlicht.example</CardDescription>
          </Stack>
        </CardHeader>
        <CardContent>
          <Grid columns={2}>
            <Text tone="muted">Amount</Text>
            <Text tabular weight="medium">
              €4,990
            </Text>
          </Grid>
        </CardContent>
        <CardFooter>
          <Button size="sm">Download</Button>
        </CardFooter>
      </Card>
    </div>
  ),
}

export const TabsWithCounts: Story = {
  render: () => (
    <Tabs
      items={[
        { value: 'profile', label: 'Profile', content: <Text>All about the person.</Text> },
        { value: 'addresses', label: 'Addresses', count: 3, content: <Text>Three addresses.</Text> },
        { value: 'banking', label: 'Banking', count: 1, content: <Text>One account.</Text> },
        { value: 'contacts', label: 'Contacts', count: 12, content: <Text>Twelve contacts.</Text> },
        { value: 'employment', label: 'Employment', content: <Text>Not counted yet.</Text> },
      ]}
      label="Person"
    />
  ),
  play: async ({ canvas }) => {
    const first = canvas.getByRole('tab', { name: 'Profile' })
    await userEvent.click(first)
    await userEvent.keyboard('{ArrowRight}{Enter}')
    await expect(await canvas.findByRole('tabpanel')).toHaveTextContent('Three addresses.')
    await expect(canvas.getByRole('tab', { name: /Addresses/ })).toHaveAttribute('aria-selected', 'true')
  },
}

const long = 'Donaudampfschifffahrtselektrizitätenhauptbetriebswerkbauunterbeamtengesellschaft'

/** Words that are wider than a phone. */
export const LongNames: Story = {
  render: () => (
    <Stack>
      <Card aria-label="Invoice">
        <CardHeader>
          <Avatar name={long} />
          <Stack gap="none">
            <CardTitle>{long}</CardTitle>
            <CardDescription>{long}</CardDescription>
          </Stack>
        </CardHeader>
        <CardContent>
          <Stack wrap direction="row" gap="sm">
            <Badge>Verified</Badge>
            <Button icon={<Icon icon={Plus} />}>Add an address for billing</Button>
          </Stack>
        </CardContent>
      </Card>
      <Tabs
        items={['Profile', 'Addresses', 'Bank accounts', 'Contact information', 'Employment'].map(
          (label) => ({
            value: label,
            label,
            count: 12_345,
            content: <Text>{long}</Text>,
          }),
        )}
        label="Person"
      />
      <EmptyState description={long} title={long} />
      <ErrorState error={new Error(long)} title={long} />
    </Stack>
  ),
}

const confirm = fn(async (): Promise<void> => undefined)

function ConfirmExample() {
  const [open, setOpen] = useState(false)
  return (
    <>
      <Button variant="destructive" onClick={() => setOpen(true)}>
        Delete
      </Button>
      <ConfirmDialog
        destructive
        confirmLabel="Delete"
        description="Their addresses are deleted too. This cannot be undone."
        open={open}
        title="Delete Ada Lovelace?"
        onConfirm={confirm}
        onOpenChange={setOpen}
      />
    </>
  )
}

export const Confirm: Story = {
  render: () => <ConfirmExample />,
  play: async ({ canvas }) => {
    confirm.mockClear()
    await userEvent.click(canvas.getByRole('button', { name: 'Delete' }))
    const dialog = await screen.findByRole('alertdialog', { name: 'Delete Ada Lovelace?' })
    await expect(dialog).toHaveAccessibleDescription(/addresses are deleted too/)
    await waitFor(() => expect(within(dialog).getByRole('button', { name: 'Cancel' })).toHaveFocus())
    await userEvent.keyboard('{Escape}')
    await waitFor(() => expect(screen.queryByRole('alertdialog')).not.toBeInTheDocument())
    await expect(confirm).not.toHaveBeenCalled()
    confirm.mockRejectedValueOnce(new Error('The server is away.'))
    await userEvent.click(canvas.getByRole('button', { name: 'Delete' }))
    const again = await screen.findByRole('alertdialog')
    await userEvent.click(within(again).getByRole('button', { name: 'Delete' }))
    await expect(await within(again).findByRole('alert')).toHaveTextContent('The server is away.')
    await userEvent.click(within(again).getByRole('button', { name: 'Delete' }))
    await waitFor(() => expect(screen.queryByRole('alertdialog')).not.toBeInTheDocument())
    await expect(confirm).toHaveBeenCalledTimes(2)
  },
}

export const ConfirmOpen: Story = {
  render: () => (
    <ConfirmDialog
      destructive
      open
      confirmLabel="Delete"
      description="Their addresses, bank accounts, contacts and employments are deleted too. This cannot be undone."
      title="Delete Ada Lovelace?"
      onConfirm={confirm}
      onOpenChange={fn()}
    />
  ),
}

export const DialogOpen: Story = {
  render: () => (
    <Dialog open description="Paste the rows to import." title="Import" onOpenChange={fn()}>
      <Text>Anything stands here.</Text>
    </Dialog>
  ),
}

export const Loading: Story = {
  render: () => (
    <Stack style={{ maxWidth: 420 }}>
      <Skeleton style={{ height: 20, width: '60%' }} />
      <Skeleton style={{ height: 16 }} />
      <Skeleton style={{ height: 16, width: '80%' }} />
      <Progress label="Seeding" value={42} />
      <Progress label="Waiting" value={null} />
    </Stack>
  ),
}

export const Empty: Story = {
  render: () => (
    <EmptyState
      action={
        <Button icon={<Icon icon={Plus} />} size="sm">
          Add address
        </Button>
      }
      description="A person can have a home, a work, a billing and a shipping address."
      icon={<Icon icon={Inbox} />}
      title="No addresses yet"
    />
  ),
}

const retry = fn()

export const Failure: Story = {
  render: () => <ErrorState error={new Error('The server does not answer.')} onRetry={retry} />,
  play: async ({ canvas }) => {
    retry.mockClear()
    await expect(canvas.getByRole('alert')).toHaveTextContent('The server does not answer.')
    await userEvent.click(canvas.getByRole('button', { name: 'Try again' }))
    await expect(retry).toHaveBeenCalledTimes(1)
  },
}
