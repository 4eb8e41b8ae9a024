import { describeStore } from '../behaviour/store/store-behaviour.ts'
import { createMemoryStore } from '../support/memory-store.ts'

describeStore('the store tests use', async () => createMemoryStore())
