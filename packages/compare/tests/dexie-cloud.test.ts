import { dexieCloud } from '../src/libraries/dexie-cloud.ts'
import { findOut } from './find-out.ts'

findOut(dexieCloud, 'dexie-cloud')
