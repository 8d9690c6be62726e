-- Neovim without a screen: opens a protocol, shows what the server says, applies the first fix, and shows what is left.
-- Before it, the set-up of docs/editor.md is run, as setup.lua.
local function out(...) io.stdout:write(table.concat({ ... }, ' '), '\n') end

local function wait(what, fits)
  if not vim.wait(20000, fits, 20) then
    out('waited in vain for', what)
    vim.cmd('cquit!')
  end
end

local function codes()
  local found = {}
  for _, one in ipairs(vim.diagnostic.get(0)) do
    table.insert(found, string.format('%d:%d %s', one.lnum + 1, one.col, one.code))
  end
  table.sort(found)
  return table.concat(found, ', ')
end

vim.cmd('luafile setup.lua')
vim.cmd('edit study.tavns.toml')
wait('diagnostics', function() return #vim.diagnostic.get(0) > 0 end)
out('says', codes())

local line = vim.fn.search('frequncy_hz') - 1
local here = { textDocument = { uri = vim.uri_from_bufnr(0) }, position = { line = line + 1, character = 3 } }
local hover = vim.lsp.buf_request_sync(0, 'textDocument/hover', here, 20000)
out('tells', vim.split(hover[tavns].result.contents.value, '\n')[1])

local asked = {
  textDocument = here.textDocument,
  range = { start = { line = line, character = 0 }, ['end'] = { line = line, character = 3 } },
  context = { diagnostics = {} },
}
local actions = vim.lsp.buf_request_sync(0, 'textDocument/codeAction', asked, 20000)
local action = actions[tavns].result[1]
out('offers', action.title)
vim.lsp.util.apply_workspace_edit(action.edit, 'utf-16')
wait('the fix', function() return not codes():find('KEY001') end)
out('has', vim.api.nvim_buf_get_lines(0, line, line + 1, false)[1])
out('says', codes())
vim.cmd('write')
vim.cmd('quitall!')
