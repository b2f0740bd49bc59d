package network.cairn.content.service;

import java.util.List;
import network.cairn.ipld.cid.Cid;

/// Counts of several DAGs.
///
/// @param uniqueBlocks different blocks of all of them
/// @param uniqueBytes bytes of those
public record DagStat(List<Dag> dags, long uniqueBlocks, long uniqueBytes) {
  /// One DAG, each of its blocks counted once.
  public record Dag(Cid root, long bytes, long blocks) {}

  public DagStat {
    dags = List.copyOf(dags);
  }

  /// Bytes that several of the DAGs have in common, counted as often as they come again.
  public long sharedBytes() {
    return redundantBytes() - uniqueBytes;
  }

  /// How much larger the DAGs would be, were nothing shared; 1 for no bytes.
  public float ratio() {
    return uniqueBytes == 0 ? 1f : (float) redundantBytes() / uniqueBytes;
  }

  private long redundantBytes() {
    return dags.stream().mapToLong(Dag::bytes).sum();
  }
}
