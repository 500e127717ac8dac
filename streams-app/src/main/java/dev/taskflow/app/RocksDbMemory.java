package dev.taskflow.app;

import org.rocksdb.BlockBasedTableConfig;
import org.rocksdb.Cache;
import org.rocksdb.LRUCache;
import org.rocksdb.Options;
import org.rocksdb.WriteBufferManager;

/**
 * The memory that all RocksDB stores of a processor share: one block cache, which also holds indexes and filters and is
 * charged for the write buffers. Without it each store would take its own 50 MB of cache and 48 MB of buffers, and its indexes
 * and filters without bound. After "RocksDB: bounded memory" in the memory management chapter of the Kafka Streams developer
 * guide. Blocks that a read is using may go beyond the bound for that time: RocksDB's strict limit would fail writes instead.
 * Safe for use by many threads; to be closed after the stores.
 */
final class RocksDbMemory implements AutoCloseable {
    /** The part of the cache that data blocks cannot push indexes and filters out of. */
    private static final double HIGH_PRIORITY = 0.1;

    /**
     * A store takes memory for writes in pieces of this size, so it is what each of them needs at least; RocksDB's own choice of
     * 1 MiB would fill the write buffers of an instance with many partitions with next to nothing. Bytes.
     */
    private static final long WRITE_PIECE = 128 * 1024;

    private final Cache cache;
    private final WriteBufferManager writeBuffers;

    static {
        StateLibrary.load();
    }

    /**
     * Bounds the memory, all in bytes.
     *
     * @param total of everything
     * @param ofWriteBuffers how much of that write buffers may take before they are written out
     */
    RocksDbMemory(long total, long ofWriteBuffers) {
        cache = new LRUCache(total, -1, false, HIGH_PRIORITY);
        writeBuffers = new WriteBufferManager(ofWriteBuffers, cache);
    }

    /** Has a store use this memory. */
    void applyTo(Options store) {
        // Kafka Streams keeps this very object, and has set block size and bloom filter in it.
        BlockBasedTableConfig tables = (BlockBasedTableConfig) store.tableFormatConfig();
        tables.setBlockCache(cache);
        tables.setCacheIndexAndFilterBlocks(true);
        tables.setCacheIndexAndFilterBlocksWithHighPriority(true);
        tables.setPinTopLevelIndexAndFilter(true);
        store.setTableFormatConfig(tables);
        store.setWriteBufferManager(writeBuffers);
        store.setArenaBlockSize(WRITE_PIECE);
    }

    /** What is taken now, in bytes. */
    long usedBytes() {
        return cache.getUsage();
    }

    @Override
    public void close() {
        writeBuffers.close();
        cache.close();
    }
}
