// Sends one command and waits for its answer.

import { randomUUID } from 'node:crypto'
import { parseArgs } from 'node:util'
import { Partitioners } from 'kafkajs'
import { encode, kafka, readFromNow, topicName } from './taskflow.mjs'

const USAGE = `usage: node producer.mjs [--partitioner legacy] <command>
  create <flowId> <goal> [<runId>=<seconds> ...]
  spawn  <flowId> <runId>=<seconds> ...
  cancel <flowId> [<reason>]
  finish <flowId> [<summary>]`

function refuse(problem) {
  console.error(`${problem}\n${USAGE}`)
  process.exit(2)
}

const ANSWER_WITHIN_MS = 60_000

/** A task for worker.mjs. Its input is bytes: a string would be refused. */
function taskSpec(argument) {
  const [runId, seconds = '0'] = argument.split('=')
  if (!(Number(seconds) >= 0)) refuse(`not <runId>=<seconds>: ${argument}`)
  return { runId, runtime: 'default', input: Buffer.from(JSON.stringify({ seconds: Number(seconds) })) }
}

/** The payload of a command: one field of FlowCommand. What is left out takes the schema's default. */
const payloads = {
  create: ([goal, ...tasks]) => ({ createFlow: { controllerId: 'node-example', goal, tasks: tasks.map(taskSpec) } }),
  spawn: tasks => ({ spawnTasks: { tasks: tasks.map(taskSpec) } }),
  cancel: ([reason]) => ({ requestCancel: { reason } }),
  finish: ([summary]) => ({ finish: { summary } }),
}

/** Sends the command; gives back its CommandResult and the partition that the record was sent to. */
async function execute(command, createPartitioner) {
  let resolve
  const answered = new Promise(resolved => (resolve = resolved))
  const results = await readFromNow(topicName('command-results'), result => {
    if (result.commandId === command.commandId) resolve(result)
  })
  const producer = kafka.producer({ createPartitioner })
  await producer.connect()
  const topic = topicName('flow-commands')
  const [{ partition }] = await producer.send({
    topic,
    messages: [{ key: command.flowId, value: await encode(topic, command) }],
  })
  const patience = setTimeout(resolve, ANSWER_WITHIN_MS)
  const result = await answered
  clearTimeout(patience)
  await producer.disconnect()
  await results.disconnect()
  if (!result) throw new Error(`no answer yet; it is safe to send ${command.commandId} again`)
  return { result, partition }
}

const { values: options, positionals } = parseArgs({
  options: { partitioner: { type: 'string', default: 'default' } },
  allowPositionals: true,
})
const [name, flowId, ...rest] = positionals
const partitioners = { default: Partitioners.DefaultPartitioner, legacy: Partitioners.LegacyPartitioner }
if (!payloads[name]) refuse(`no such command: ${name}`)
if (!flowId) refuse('a flowId is missing')
if (!partitioners[options.partitioner]) refuse(`no such partitioner: ${options.partitioner}`)

const { result, partition } = await execute(
  {
    commandId: randomUUID(), // keep it when you send the command again: then it is applied once (C4)
    flowId,
    ownerKey: 'acme',
    issuedAt: Date.now(),
    reply: 'ALWAYS', // by default only a rejection is answered
    ...payloads[name](rest),
  },
  partitioners[options.partitioner],
)
if (result.outcome === 'REJECTED') {
  console.error(`${name} REJECTED ${result.code}: ${result.message}`)
  process.exitCode = 1
} else {
  const { outcome, status, revision } = result
  console.log(`${name} ${outcome}: ${flowId} is ${status}, revision ${revision}; sent to partition ${partition}`)
}
