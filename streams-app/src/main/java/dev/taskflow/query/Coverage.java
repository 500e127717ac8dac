package dev.taskflow.query;

import java.util.Map;
import java.util.Set;

/**
 * The partitions that an instance answers for at a moment. If it is the same before and after a read, the read was about all
 * of these partitions and no other.
 *
 * @param lives the partitions, each with a number that differs each time that the partition comes back
 */
public record Coverage(Map<Integer, Long> lives) {
    public Coverage {
        lives = Map.copyOf(lives);
    }

    public Set<Integer> partitions() {
        return lives.keySet();
    }
}
