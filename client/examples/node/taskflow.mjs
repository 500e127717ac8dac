// What the three programs share: where TaskFlow is, and how its records are written and read.

import { randomUUID } from 'node:crypto'
import { SchemaRegistry } from '@kafkajs/confluent-schema-registry'
import { Kafka, logLevel } from 'kafkajs'

const {
  TASKFLOW_BOOTSTRAP_SERVERS: brokers = '127.0.0.1:9092',
  TASKFLOW_SCHEMA_REGISTRY_URL: registryUrl = 'http://127.0.0.1:8081',
  TASKFLOW_TOPIC_PREFIX: prefix = 'taskflow.',
} = process.env

export const kafka = new Kafka({ clientId: 'node-example', brokers: brokers.split(','), logLevel: logLevel.WARN })
const registry = new SchemaRegistry({ host: registryUrl })

/** A consumer that stops soon when told to: kafkajs first waits for the answer to its last fetch, by default for 5 s. */
export const consumerOf = groupId => kafka.consumer({ groupId, maxWaitTimeInMs: 500 })

/** The full name of a topic of the contract. */
export const topicName = name => prefix + name

const schemaIds = new Map()

/** Writes a value with the topic's latest schema. TaskFlow has registered it: a client never registers one. */
export async function encode(topic, value) {
  if (!schemaIds.has(topic)) {
    schemaIds.set(topic, await registry.getLatestSchemaId(`${topic}-value`))
  }
  return registry.encode(schemaIds.get(topic), value)
}

/** Reads a value with the schema that it was written with, which it names. */
export const decode = bytes => registry.decode(bytes)

/**
 * Hands over every value that is written to a topic after this was called, to this process alone. kafkajs reads by groups
 * only, and a new group would start at what is the end after it has joined: what is written until then would be missed.
 */
export async function readFromNow(topic, onValue) {
  const admin = kafka.admin()
  await admin.connect()
  const ends = await admin.fetchTopicOffsets(topic)
  await admin.disconnect()
  const next = new Map(ends.map(({ partition, high }) => [partition, high]))

  const consumer = consumerOf(`node-example-${randomUUID()}`)
  consumer.on(consumer.events.GROUP_JOIN, () =>
    next.forEach((offset, partition) => consumer.seek({ topic, partition, offset })),
  )
  await consumer.connect()
  await consumer.subscribe({ topic })
  await consumer.run({
    autoCommit: false, // so that the broker forgets the group when this process ends
    eachMessage: async ({ partition, message }) => {
      onValue(await decode(message.value))
      next.set(partition, String(BigInt(message.offset) + 1n))
    },
  })
  return consumer
}

/** Ends the process in order on Ctrl-C or SIGTERM. A second one ends it at once. */
export function disconnectOnSignal(...clients) {
  for (const signal of ['SIGINT', 'SIGTERM']) {
    process.once(signal, async () => {
      for (const client of clients) await client.disconnect()
    })
  }
}
