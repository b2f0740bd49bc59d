package network.cairn.content.service;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import network.cairn.base.memory.ByteBudget;
import network.cairn.base.time.Deadline;
import network.cairn.base.time.DeadlineOutput;
import network.cairn.base.time.Scheduler;
import network.cairn.base.tree.ByteSink;
import network.cairn.base.tree.NameOrder;
import network.cairn.base.tree.TreeSink;
import network.cairn.content.blockservice.BlockSession;
import network.cairn.content.unixfs.DirectoryEntry;
import network.cairn.content.unixfs.Stat;
import network.cairn.content.unixfs.UnixFs;
import network.cairn.content.unixfs.export.Exporter;
import network.cairn.ipld.cid.Cid;
import network.cairn.ipld.codec.dagpb.PbNode;
import network.cairn.ipld.multicodec.Multicodec;

/// A file, directory or symlink that was opened, and a session for the blocks below it. Used by one
/// thread; close it to keep for good what it fetched.
public final class ContentRoot implements AutoCloseable {
  private final BlockSession session;
  private final UnixFs unixfs;
  private final Cid cid;
  private final UnixFs.Root root;
  private final Scheduler scheduler;
  private final ByteBudget budget;
  private final Deadline deadline;

  ContentRoot(
      BlockSession session, Cid cid, Scheduler scheduler, ByteBudget budget, Deadline deadline) {
    this.session = session;
    this.scheduler = scheduler;
    this.budget = budget;
    this.deadline = deadline;
    this.unixfs = new UnixFs(session, budget);
    this.cid = cid;
    this.root = unixfs.root(cid);
  }

  public Cid cid() {
    return cid;
  }

  public Stat stat() {
    return root.stat();
  }

  /// A file's bytes from `offset` on, at most `length`; only blocks of this range are read. An
  /// offset behind the end gives an empty stream.
  ///
  /// @throws network.cairn.content.unixfs.format.InvalidUnixFs if this is no file
  public InputStream bytes(long offset, long length) {
    return root.open(offset, length);
  }

  /// Writes a file's bytes from `offset` on, at most `length`, reading ahead while it writes.
  ///
  /// @throws network.cairn.content.unixfs.format.InvalidUnixFs if this is no file
  public void copy(long offset, long length, OutputStream out) throws IOException {
    try (InputStream in = root.open(offset, length)) {
      OverlappedCopy.copy(in, length, new DeadlineOutput(out, deadline), scheduler, budget);
    }
  }

  /// The entry of this name; empty if there is none or if this is no directory.
  public Optional<Cid> child(String name) {
    return stat().type().isDirectory()
        ? unixfs.entry(cid, name).map(DirectoryEntry::cid)
        : Optional.empty();
  }

  /// The entries of a directory as the directory tells them, without a look at any of them; those
  /// of a sharded one in the order of their hashes.
  public Iterator<DirectoryEntry> told() {
    return root.list().iterator();
  }

  /// The entries of a directory as they are found, those of a sharded one in the order of their
  /// hashes. The parts of a file are entries without names; others have none.
  ///
  /// @param resolve whether each entry is looked at for its type and size
  public Iterator<ListedEntry> list(boolean resolve) {
    Iterator<DirectoryEntry> entries = entries();
    return new Iterator<>() {
      @Override
      public boolean hasNext() {
        return entries.hasNext();
      }

      @Override
      public ListedEntry next() {
        return listed(entries.next(), resolve);
      }
    };
  }

  /// As [#list], by name.
  ///
  /// @param most entries that are held at most
  /// @throws ContentRefused if there are more
  public List<ListedEntry> sorted(boolean resolve, int most) {
    List<DirectoryEntry> all = new ArrayList<>();
    for (Iterator<DirectoryEntry> entries = entries(); entries.hasNext(); ) {
      all.add(entries.next());
      if (all.size() > most) {
        throw new ContentRefused(
            "the directory has more than " + most + " entries; list it with stream");
      }
    }
    return all.stream()
        .sorted(Comparator.comparing(DirectoryEntry::name, NameOrder.ORDER))
        .map(e -> listed(e, resolve))
        .toList();
  }

  private Iterator<DirectoryEntry> entries() {
    if (stat().type().isDirectory()) {
      return root.list().iterator();
    }
    if (cid.codec() != Multicodec.DAG_PB) {
      return List.<DirectoryEntry>of().iterator();
    }
    return PbNode.decode(session.get(cid).bytes()).links().stream()
        .map(DirectoryEntry::of)
        .iterator();
  }

  private ListedEntry listed(DirectoryEntry entry, boolean resolve) {
    if (entry.cid().codec() == Multicodec.RAW) {
      return ListedEntry.of(entry, Optional.of(Stat.Type.FILE), entry.dagSize());
    }
    if (!resolve || entry.cid().codec() != Multicodec.DAG_PB) {
      return ListedEntry.of(entry, Optional.empty(), 0);
    }
    return ListedEntry.of(entry, unixfs.stat(entry.cid()));
  }

  /// Gives everything from here on to a sink, under the given name. No path that the sink gets
  /// leaves that name, whoever made the DAG.
  ///
  /// @throws network.cairn.content.unixfs.export.ExportRefused if a name in it is no path element
  public void export(String name, TreeSink sink) throws IOException {
    sink.begin(stat().dagSize());
    new Exporter(unixfs).toSink(cid, name, new TimedTree(sink, scheduler, budget, deadline));
  }

  /// Writes everything from here on as an archive; a lone file that is compressed and not archived
  /// is compressed as it is.
  ///
  /// @param opener is asked for the stream when it is known that there is such an archive
  /// @throws ContentRefused if this is no file, to be compressed without an archive
  public void archive(String name, Archive form, ByteSink opener) throws IOException {
    boolean bare = form.level().isPresent() && !form.tar();
    if (bare && stat().type() != Stat.Type.FILE) {
      throw new ContentRefused(
          "file is not regular; only an archive (--archive) of it can be compressed");
    }
    Exporter exporter = new Exporter(unixfs);
    OutputStream out =
        new DeadlineOutput(opener.open(form.level().isEmpty() ? stat().dagSize() : 0), deadline);
    if (form.level().isEmpty()) {
      exporter.toTar(cid, name, out);
      return;
    }
    try (OutputStream gzip = new Gzip(out, form.level().getAsInt())) {
      if (form.tar()) {
        exporter.toTar(cid, name, gzip);
      } else {
        bytes(0, Long.MAX_VALUE).transferTo(gzip);
      }
    }
  }

  /// Keeps what was fetched and ends the session.
  @Override
  public void close() {
    session.close();
  }
}
