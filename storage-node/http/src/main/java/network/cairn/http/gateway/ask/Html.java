package network.cairn.http.gateway.ask;

/// The pages that the gateway makes itself: no script, light or dark as the reader has it.
public final class Html {
  private static final String STYLE =
      """
      :root{color-scheme:light dark;--line:#8884;--soft:#8881;--link:light-dark(#0b5cad,#7ab8ff)}
      body{margin:0;font:16px/1.45 system-ui,sans-serif}
      main{max-width:70rem;margin:0 auto;padding:1rem}
      h1{font-size:1.25rem;overflow-wrap:anywhere}
      a{color:var(--link);text-decoration:none}
      a:hover{text-decoration:underline}
      pre{white-space:pre-wrap;overflow-wrap:anywhere;background:var(--soft);padding:.75rem}
      table{width:100%;border-collapse:collapse}
      th,td{text-align:left;padding:.3rem .5rem;border-bottom:1px solid var(--line)}
      td:first-child{overflow-wrap:anywhere}
      .number{text-align:right;white-space:nowrap}
      .ipfs-hash{font-family:ui-monospace,monospace}
      """;

  private Html() {}

  /// Everything up to the body.
  public static String head(String title) {
    return "<!DOCTYPE html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n"
        + "<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n<title>"
        + text(title)
        + "</title>\n<style>\n"
        + STYLE
        + "</style>\n</head>\n<body>\n";
  }

  /// A text, for an element or a quoted attribute.
  public static String text(String text) {
    StringBuilder escaped = new StringBuilder(text.length() + 16);
    text.chars().forEach(c -> escaped.append(escaped((char) c)));
    return escaped.toString();
  }

  private static String escaped(char c) {
    return switch (c) {
      case '&' -> "&amp;";
      case '<' -> "&lt;";
      case '>' -> "&gt;";
      case '"' -> "&#34;";
      case '\'' -> "&#39;";
      default -> Character.isISOControl(c) && c != '\n' ? "\uFFFD" : String.valueOf(c);
    };
  }
}
