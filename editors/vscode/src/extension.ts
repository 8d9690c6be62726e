/** The language server in VS Code, and commands for what is shown once. */

import * as fs from "node:fs";
import * as path from "node:path";
import * as vscode from "vscode";
import { LanguageClient } from "vscode-languageclient/node";
import { candidates, found, howToInstall } from "./finding.ts";
import { closed } from "./page.ts";
import { comparisonOf, type Other, reportOf, run } from "./running.ts";

const WINDOWS = process.platform === "win32";
const PROTOCOL = [
  { scheme: "file", language: "tavns" },
  { scheme: "untitled", language: "tavns" },
  { scheme: "file", language: "toml" },
  { scheme: "file", pattern: "**/*.tavns.toml" },
];
let client: LanguageClient | undefined;

export async function activate(context: vscode.ExtensionContext): Promise<void> {
  context.subscriptions.push(
    vscode.commands.registerCommand("tavnsProtocols.new", () => told(newProtocol)),
    vscode.commands.registerCommand("tavnsProtocols.report", () => told(openReport)),
    vscode.commands.registerCommand("tavnsProtocols.compare", () => told(compareWith)),
    vscode.commands.registerCommand("tavnsProtocols.restart", () => told(restart)),
    vscode.workspace.onDidGrantWorkspaceTrust(() => told(restart)),
    vscode.workspace.onDidChangeConfiguration((change) => {
      if (change.affectsConfiguration("tavns")) {
        void told(restart);
      }
    }),
  );
  await told(restart);
}

export async function deactivate(): Promise<void> {
  await client?.stop();
}

/** Do something, and show in one sentence why it could not be done. */
async function told(work: () => Promise<void>): Promise<void> {
  try {
    await work();
  } catch (error) {
    void vscode.window.showErrorMessage(error instanceof Error ? error.message : String(error));
  }
}

async function restart(): Promise<void> {
  await client?.stop();
  client = undefined;
  const command = await commandOrHelp();
  if (!command) {
    return;
  }
  client = new LanguageClient(
    "tavns",
    "taVNS protocols",
    { command, args: ["server"] },
    {
      documentSelector: PROTOCOL,
      initializationOptions: {
        doseHints: settings().get<boolean>("doseHints", true),
        pictures: true,
        commands: { report: "tavnsProtocols.report", compare: "tavnsProtocols.compare" },
      },
      synchronize: { fileEvents: vscode.workspace.createFileSystemWatcher("**/{tavns,pyproject}.toml") },
    },
  );
  await client.start();
}

function settings(): vscode.WorkspaceConfiguration {
  return vscode.workspace.getConfiguration("tavns");
}

/** Where the command is; where it is nowhere, say what to type. */
async function commandOrHelp(): Promise<string | undefined> {
  const places = candidates({
    setting: settings().get<string>("path", ""),
    folders: (vscode.workspace.workspaceFolders ?? []).map((folder) => folder.uri.fsPath),
    trusted: vscode.workspace.isTrusted,
    windows: WINDOWS,
    path: (process.env["PATH"] ?? "").split(path.delimiter).filter(Boolean),
  });
  const command = found(places, (place) => fs.existsSync(place));
  if (!command) {
    const line = howToInstall(WINDOWS);
    const copy = "Copy the command";
    const chosen = await vscode.window.showWarningMessage(
      `taVNS protocols needs its command. Install it with: ${line}`,
      copy,
    );
    if (chosen === copy) {
      await vscode.env.clipboard.writeText(line);
    }
  }
  return command;
}

async function newProtocol(): Promise<void> {
  const command = await commandOrHelp();
  const folder = vscode.workspace.workspaceFolders?.[0]?.uri;
  const target =
    command &&
    (await vscode.window.showSaveDialog({
      title: "New taVNS protocol",
      filters: { "taVNS protocol": ["tavns.toml", "toml"] },
      ...(folder ? { defaultUri: vscode.Uri.joinPath(folder, "study.tavns.toml") } : {}),
    }));
  const start = target && (await vscode.window.showInputBox({ prompt: "Start from a preset, such as migraine; empty: from nothing" }));
  if (!command || !target || start === undefined) {
    return;
  }
  const from = start ? ["--preset", start] : ["--title", "taVNS study"];
  await run(command, ["new", target.fsPath, ...from], path.dirname(target.fsPath));
  await vscode.window.showTextDocument(target);
}

async function openReport(): Promise<void> {
  await shown("Report", (command, file, folder) => reportOf(command, file, folder));
}

async function compareWith(): Promise<void> {
  const other = await chosenOther();
  if (other) {
    await shown("Comparison", (command, file, folder) => comparisonOf(command, file, other, folder));
  }
}

async function chosenOther(): Promise<Other | undefined> {
  const file = "Another file…";
  const kind = await vscode.window.showQuickPick([file, "A preset, or the trials of a condition…"]);
  if (kind === file) {
    const [chosen] = (await vscode.window.showOpenDialog({ filters: { "taVNS protocol": ["toml"] } })) ?? [];
    return chosen && { kind: "file", name: chosen.fsPath };
  }
  const name = kind && (await vscode.window.showInputBox({ prompt: "A preset such as straube-2015, or a condition such as migraine" }));
  return name ? { kind: "preset", name } : undefined;
}

/** Show a page made of the file that is open, as it is saved, beside it. */
async function shown(title: string, made: (command: string, file: string, folder: string) => Promise<string>): Promise<void> {
  const command = await commandOrHelp();
  const document = vscode.window.activeTextEditor?.document;
  if (!command) {
    return;
  }
  if (!document || document.isUntitled) {
    throw new Error("Open a protocol first, and save it.");
  }
  await document.save();
  const file = document.uri.fsPath;
  const page = await made(command, file, path.dirname(file));
  const panel = vscode.window.createWebviewPanel(
    "tavnsPage",
    `${title}: ${path.basename(file)}`,
    vscode.ViewColumn.Beside,
    { enableScripts: false, localResourceRoots: [] },
  );
  panel.webview.html = closed(page);
}
