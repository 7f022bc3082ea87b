// In every page that `workbook serve` shows: follows what is built, and says what is wrong with the latest edit.
{
  const { version, changes } = document.currentScript.dataset;
  let banner;

  const show = (slip) => {
    banner?.remove();
    banner = undefined;
    if (!slip) return;
    banner = document.createElement("div");
    banner.id = "workbook-slip";
    banner.setAttribute("role", "alert");
    banner.style.cssText =
      "position: fixed; inset: auto 0 0; z-index: 9999; max-height: 50vh; overflow: auto; padding: .8rem 1rem;" +
      "background: #8c1d18; color: #fff; font: 600 15px/1.5 ui-monospace, monospace; white-space: pre-wrap; overflow-wrap: anywhere";
    banner.textContent = slip;
    document.body.append(banner);
  };

  const follow = async () => {
    for (let seen = -1; ; ) {
      if (document.hidden) await new Promise((visible) => document.addEventListener("visibilitychange", visible, { once: true }));
      try {
        const said = await (await fetch(changes + seen)).json();
        if (String(said.version) !== version) return location.reload();
        seen = said.seen;
        show(said.slip);
      } catch {
        // The server is away: it may come back.
        seen = -1;
        await new Promise((later) => setTimeout(later, 1000));
      }
    }
  };
  void follow();
}
