import { replicache } from '../src/libraries/replicache.ts'
import { findOut } from './find-out.ts'

findOut(replicache, 'replicache')
