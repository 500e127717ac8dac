// Runs the tasks of a runtime. A task of this example waits for as many seconds as its input says.

import { hostname } from 'node:os'
import { setTimeout as wait } from 'node:timers/promises'
import { Partitioners } from 'kafkajs'
import { consumerOf, decode, disconnectOnSignal, encode, kafka, readFromNow, topicName } from './taskflow.mjs'

const runtime = process.argv[2] ?? 'default'
const workerId = `node-${hostname()}-${process.pid}`

const KAFKA_HEARTBEAT_MS = 3_000
const REMEMBER_CANCELLATIONS_MS = 10 * 60_000

/** The work itself. It stops when the signal says so: a cancel is only as good as this. */
async function work(task, signal) {
  const { seconds } = JSON.parse(task.input)
  await wait(seconds * 1_000, undefined, { signal })
  return { waited: seconds }
}

const producer = kafka.producer({ createPartitioner: Partitioners.DefaultPartitioner })
await producer.connect()

/** Reports on an attempt. Only the dispatchId of the task's current attempt makes a report count (A2). */
async function report({ flowId, runId, attempt, dispatchId }, payload) {
  const topic = topicName('task-events')
  const event = { flowId, runId, attempt, dispatchId, workerId, occurredAt: Date.now(), ...payload }
  await producer.send({ topic, messages: [{ key: flowId, value: await encode(topic, event) }] })
}

const running = new Map() // dispatchId -> AbortController
const cancelledEarly = new Map() // dispatchId -> when and why, for dispatches that are still to come

function cancel({ dispatchId, reason }) {
  const why = reason ?? 'cancelled'
  if (running.has(dispatchId)) {
    running.get(dispatchId).abort(why)
    return
  }
  const now = Date.now()
  cancelledEarly.set(dispatchId, { why, at: now })
  for (const [id, { at }] of cancelledEarly) {
    if (now - at > REMEMBER_CANCELLATIONS_MS) cancelledEarly.delete(id)
  }
}

/** How the attempt ends, as a TaskCompleted. */
async function outcomeOf(task, signal) {
  try {
    signal.throwIfAborted()
    const output = await work(task, signal)
    return { outcome: 'SUCCEEDED', output: Buffer.from(JSON.stringify(output)), outputContentType: 'application/json' }
  } catch (failure) {
    return signal.aborted
      ? { outcome: 'CANCELLED', summary: signal.reason }
      : { outcome: 'FAILED', error: { type: failure.name, message: failure.message } }
  }
}

async function run(task, kafkaHeartbeat) {
  const stop = new AbortController()
  running.set(task.dispatchId, stop)
  if (cancelledEarly.has(task.dispatchId)) stop.abort(cancelledEarly.get(task.dispatchId).why)
  // A heartbeat that fails does no harm: the next one follows, and kafkajs joins its group again after this task.
  const beats = [setInterval(() => kafkaHeartbeat().catch(() => {}), KAFKA_HEARTBEAT_MS)]
  if (task.heartbeatTimeoutMs) {
    beats.push(setInterval(() => report(task, { progress: {} }).catch(() => {}), task.heartbeatTimeoutMs / 3))
  }
  try {
    if (!stop.signal.aborted) {
      await report(task, { started: {} })
      console.log(`${task.taskId} started, attempt ${task.attempt}`)
    }
    const completed = await outcomeOf(task, stop.signal)
    await report(task, { completed })
    console.log(`${task.taskId} ${completed.outcome}: ${completed.summary ?? completed.error?.message ?? completed.output}`)
  } finally {
    beats.forEach(clearInterval)
    running.delete(task.dispatchId)
  }
}

// First the cancellations, then the tasks: so none of them is missed.
const cancellations = await readFromNow(topicName('task-cancellations'), cancellation => {
  if (cancellation.runtime === runtime) cancel(cancellation)
})

const tasks = consumerOf(`node-workers-${runtime}`)
await tasks.connect()
await tasks.subscribe({ topic: topicName(`tasks.${runtime}`), fromBeginning: true })
await tasks.run({
  partitionsConsumedConcurrently: 3,
  autoCommitThreshold: 1, // each offset after its task's report is durable: a task whose worker dies is delivered again
  eachMessage: async ({ message, heartbeat }) => run(await decode(message.value), heartbeat),
})
disconnectOnSignal(tasks, cancellations, producer)
console.log(`working on ${runtime}`)
