package network.cairn.cli;

import java.io.PrintStream;
import network.cairn.api.content.AddListener;
import network.cairn.api.json.RecordWriter;

/// Shows what is added as it happens: a bar, `added CID NAME` for each entry, the last CID alone
/// where only that is wanted.
final class AddReport implements AddListener {
  private final Invocation invocation;
  private final ProgressBar bar;
  private String last = "";
  private long done;
  private long current;

  /// @param total bytes to come, 0 if not known
  AddReport(Invocation invocation, long total) {
    this.invocation = invocation;
    this.bar = new ProgressBar(invocation.terminal(), invocation, total);
  }

  @Override
  public void progress(long bytes) {
    current = bytes;
    bar.at(done + bytes);
  }

  @Override
  public void added(String name, String cid, long size) {
    done += current;
    current = 0;
    last = cid;
    bar.clear();
    PrintStream out = invocation.terminal().out();
    if (invocation.flag("silent") || invocation.flag("quieter")) {
      return;
    }
    if (invocation.json()) {
      out.println(
          Printable.json(
              "{\"Name\":"
                  + RecordWriter.quote(name)
                  + ",\"Hash\":"
                  + RecordWriter.quote(cid)
                  + ",\"Size\":\""
                  + size
                  + "\"}"));
    } else if (invocation.flag("quiet")) {
      out.println(Printable.of(cid));
    } else {
      out.println("added " + Printable.of(cid) + " " + Printable.of(name));
    }
    out.flush();
  }

  /// Nothing follows.
  void end() {
    bar.clear();
    if (invocation.flag("quieter") && !last.isEmpty()) {
      invocation.terminal().out().println(Printable.of(last));
    }
  }
}
