import { readdirSync, readFileSync } from 'node:fs'
import path from 'node:path'
import { gunzipSync } from 'node:zlib'
import { describe, expect, it } from 'vitest'
import { newProject } from './cli.ts'
import { scriptedAws } from './scripted-aws.ts'

describe('backup and restore of DynamoDB Local', () => {
  it('are an export and an import, in place of what is there', async () => {
    const project = newProject('backup')
    await project.json('table', 'create')
    const { rows } = await project.json<{ rows: number }>('seed', '--count', '5')
    const { files } = await project.json<{ files: string[] }>('backup', 'create')
    expect(files).toEqual([expect.stringMatching(/^backups\/backup-[\w-]+\.ndjson\.gz$/)])
    const [file = ''] = files
    const lines = () =>
      gunzipSync(readFileSync(path.join(project.folder, file)))
        .toString()
        .trim()
        .split('\n')
        .toSorted()
    expect(lines()).toHaveLength(rows)

    await project.json('seed', '--count', '3', '--seed', '9')
    expect((await project.run('restore', file)).code).toBe(4)
    expect(await project.json('restore', file, '--yes')).toMatchObject({ rows, rejected: 0 })
    await project.json('export', 'restored.ndjson')
    expect(
      readFileSync(path.join(project.folder, 'restored.ndjson'), 'utf8').trim().split('\n').toSorted(),
    ).toEqual(lines())

    project.write('bad.ndjson', '{"entity":"authors","row":{}}\n')
    const refused = await project.run('restore', 'bad.ndjson', '--yes')
    expect(refused.code).toBe(1)
    expect(refused.stderr).toContain('so nothing was deleted')
    expect(await project.json('export', 'still.ndjson')).toMatchObject({ rows })
    expect(readdirSync(project.folder).filter((name) => name.includes('import.json'))).toEqual([])
  })

  it('say that the rest is AWS alone', async () => {
    const { code, stderr } = await newProject('local-pitr').run('backup', 'pitr')
    expect(code).toBe(2)
    expect(stderr).toContain('is not on AWS, which alone has this')
  })
})

describe('backup and restore of AWS', () => {
  const arn = 'arn:aws:dynamodb:eu-west-1:123456789012:table/library/backup/01'
  const recoveryOf = (status: string) => ({
    ContinuousBackupsDescription: {
      ContinuousBackupsStatus: 'ENABLED',
      PointInTimeRecoveryDescription: {
        PointInTimeRecoveryStatus: status,
        EarliestRestorableDateTime: 1_767_225_600,
        LatestRestorableDateTime: 1_767_312_000,
      },
    },
  })

  it('make a backup, wait for it, list backups, and tell of recovery', async () => {
    const project = newProject('aws-backup')
    let looks = 0
    const aws = await scriptedAws({
      CreateBackup: {
        BackupDetails: {
          BackupArn: arn,
          BackupName: 'one',
          BackupStatus: 'CREATING',
          BackupType: 'USER',
          BackupCreationDateTime: 1,
        },
      },
      DescribeBackup: () => {
        looks += 1
        return {
          BackupDescription: {
            BackupDetails: { BackupArn: arn, BackupStatus: looks < 2 ? 'CREATING' : 'AVAILABLE' },
          },
        }
      },
      ListBackups: ({ ExclusiveStartBackupArn: after }) =>
        after === undefined
          ? {
              BackupSummaries: [
                {
                  BackupName: 'old',
                  BackupArn: 'a',
                  BackupStatus: 'AVAILABLE',
                  BackupCreationDateTime: 1_767_225_600,
                },
              ],
              LastEvaluatedBackupArn: 'a',
            }
          : {
              BackupSummaries: [
                {
                  BackupName: 'new',
                  BackupArn: 'b',
                  BackupStatus: 'AVAILABLE',
                  BackupCreationDateTime: 1_767_312_000,
                },
              ],
            },
      UpdateContinuousBackups: recoveryOf('ENABLED'),
      DescribeContinuousBackups: recoveryOf('ENABLED'),
    })
    const place = ['--aws', '--endpoint', aws.endpoint]
    try {
      expect(await project.json('backup', 'create', '--name', 'one', ...place)).toEqual({
        table: project.tableName,
        name: 'one',
        arn,
      })
      expect(aws.asked[0]).toEqual({
        name: 'CreateBackup',
        input: { TableName: project.tableName, BackupName: 'one' },
      })
      expect(looks).toBe(2)
      const list = await project.json<unknown>('backup', 'list', ...place)
      expect(list).toMatchObject([{ name: 'new' }, { name: 'old' }])
      expect(await project.json('backup', 'pitr', '--set', 'on', ...place)).toMatchObject({
        on: true,
        from: '2026-01-01T00:00:00.000Z',
      })
      const refused = await project.run('backup', 'pitr', '--set', 'off', ...place)
      expect(refused.code).toBe(4)
      expect(aws.names().filter((name) => name === 'UpdateContinuousBackups')).toHaveLength(1)
    } finally {
      await aws.close()
    }
  })

  it('restore into a new table by the calls of AWS', async () => {
    const project = newProject('aws-restore')
    const gone = {
      __type: 'com.amazonaws.dynamodb.v20120810#BackupNotFoundException',
      message: 'Backup not found',
    }
    const aws = await scriptedAws({
      RestoreTableFromBackup: gone,
      RestoreTableToPointInTime: {
        __type: 'com.amazonaws.dynamodb.v20120810#PointInTimeRecoveryUnavailableException',
        message: 'off',
      },
    })
    const place = ['--aws', '--endpoint', aws.endpoint]
    try {
      const unnamed = await project.run('restore', arn, ...place)
      expect([unnamed.code, unnamed.stderr]).toEqual([2, expect.stringContaining('→ Name it: --to <table>')])
      const missing = await project.run('restore', arn, '--to', 'restored', ...place)
      expect(missing.code).toBe(1)
      const off = await project.run('restore', '--at', '2026-01-31T12:00:00Z', '--to', 'restored', ...place)
      expect(off.code).toBe(1)
      expect(aws.asked).toEqual([
        { name: 'RestoreTableFromBackup', input: { TargetTableName: 'restored', BackupArn: arn } },
        {
          name: 'RestoreTableToPointInTime',
          input: {
            SourceTableName: project.tableName,
            TargetTableName: 'restored',
            RestoreDateTime: 1_769_860_800,
          },
        },
      ])
      expect((await project.run('restore', '--at', 'noon', '--to', 'restored', ...place)).code).toBe(2)
    } finally {
      await aws.close()
    }
  })
})
