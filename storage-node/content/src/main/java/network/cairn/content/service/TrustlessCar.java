package network.cairn.content.service;

import java.io.IOException;
import java.io.OutputStream;
import java.util.List;
import java.util.Optional;
import network.cairn.base.memory.ByteBudget;
import network.cairn.base.time.Deadline;
import network.cairn.base.time.DeadlineOutput;
import network.cairn.base.tree.ByteSink;
import network.cairn.content.blockservice.BlockSession;
import network.cairn.content.trustless.SelectedBlocks;
import network.cairn.ipld.car.CarWriter;
import network.cairn.ipld.cid.Cid;
import network.cairn.ipld.dag.Block;

/// A path and a part of the DAG at its end, to be written as a CARv1 from which a client can check
/// all of it (ipfs specs, trustless-gateway). Its root is the CID at the path's end. Used by one
/// thread; close it to keep for good what it fetched.
public final class TrustlessCar implements AutoCloseable {
  private final BlockSession session;
  private final SelectedBlocks blocks;
  private final BlockWriter writer;
  private final Deadline deadline;
  private Optional<Cid> late = Optional.empty();

  TrustlessCar(BlockSession session, SelectedBlocks blocks, ByteBudget budget, Deadline deadline) {
    this.session = session;
    this.blocks = blocks;
    this.writer = new BlockWriter(session, budget);
    this.deadline = deadline;
  }

  /// Where the path leads.
  public Cid end() {
    return blocks.end();
  }

  /// Writes the CAR, once.
  ///
  /// @throws RuntimeException if a block is missing or none: what was written then is not the whole
  ///   CAR, and the stream must not be ended as if it were
  public void write(ByteSink opener) throws IOException {
    OutputStream out = new DeadlineOutput(opener.open(0), deadline);
    out.write(CarWriter.header(List.of(end())));
    while (blocks.next(block -> whole(block, out))) {
      if (late.isPresent()) {
        writer.slices(late.get(), section(late.get(), out));
        late = Optional.empty();
      }
    }
  }

  /// Writes the block, unless there is no room for it to wait in: then it is let go of first.
  private void whole(Block block, OutputStream out) throws IOException {
    if (!writer.whole(block, section(block.cid(), out))) {
      late = Optional.of(block.cid());
    }
  }

  private static ByteSink section(Cid cid, OutputStream out) {
    return bytes -> {
      out.write(CarWriter.sectionHead(cid, (int) bytes));
      return out;
    };
  }

  @Override
  public void close() {
    session.close();
  }
}
