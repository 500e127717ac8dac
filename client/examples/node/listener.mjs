// Reacts to settled flows. There is one FlowSettled for each flow, ever; a group reads it at least once.

import { consumerOf, decode, disconnectOnSignal, topicName } from './taskflow.mjs'

function react({ flowId, status, tasks, cancelReason, error, summary }) {
  const why = cancelReason ?? error ?? summary
  const counts = Object.entries(tasks).filter(([, count]) => count > 0).map(([what, count]) => `${what} ${count}`)
  console.log(`${flowId} ${status}${why ? ` (${why})` : ''}; tasks: ${counts.join(', ') || 'none'}`)
}

const settled = consumerOf('node-listener') // read_committed is kafkajs's default
await settled.connect()
await settled.subscribe({ topic: topicName('flow-settled'), fromBeginning: true })
await settled.run({ eachMessage: async ({ message }) => react(await decode(message.value)) })
disconnectOnSignal(settled)
console.log('listening')
