;;; Emacs without a screen: opens a protocol, shows what the server says, applies the first fix, and shows what is left.
;;; Before it, the set-up of docs/editor.md is run, as setup.el.  -*- lexical-binding: t -*-
(require 'package)
(package-initialize)
(require 'cl-lib)
(require 'flymake)
(require 'eglot)
(setq eglot-confirm-server-edits nil
      eglot-sync-connect 20)

(defun out (&rest words)
  (send-string-to-terminal (concat (mapconcat #'identity words " ") "\n")))

(defun wait (what fits)
  (let ((until (+ (float-time) 20)))
    (while (not (funcall fits))
      (when (> (float-time) until)
        (out "waited in vain for" what)
        (kill-emacs 1))
      (accept-process-output nil 0.02))))

(defun codes ()
  (mapconcat
   #'identity
   (sort
    (mapcar (lambda (one)
              (let ((text (flymake-diagnostic-text one)))
                (format "%d %s" (line-number-at-pos (flymake-diagnostic-beg one))
                        (if (string-match "\\b[A-Z]\\{3\\}[0-9]\\{3\\}\\b" text) (match-string 0 text) text))))
            (flymake-diagnostics))
    #'string<)
   ", "))

(defun ask (method params)
  (jsonrpc-request (eglot--current-server-or-lose) method params))

(load (expand-file-name "setup.el") nil t)
(find-file "study.tavns.toml")
(apply #'eglot--connect (eglot--guess-contact))
(flymake-mode 1)
(flymake-start nil t)
(wait "diagnostics" (lambda () (flymake-diagnostics)))
(out "says" (codes))

(goto-char (point-min))
(search-forward "pulse_width_us = 250")
(beginning-of-line)
(forward-char 2)
(let ((told (ask :textDocument/hover (eglot--TextDocumentPositionParams))))
  (out "tells" (car (split-string (plist-get (plist-get told :contents) :value) "\n"))))

(goto-char (point-min))
(insert "# typed\n")
(search-forward "frequncy_hz")
(backward-char 2)
(let* ((here (plist-get (eglot--TextDocumentPositionParams) :position))
       (asked (list :textDocument (eglot--TextDocumentIdentifier)
                    :range (list :start here :end here)
                    :context (list :diagnostics [] :only ["quickfix"])))
       (action (progn (eglot--signal-textDocument/didChange) (aref (ask :textDocument/codeAction asked) 0))))
  (out "offers" (plist-get action :title))
  (eglot--apply-workspace-edit (plist-get action :edit) nil))
(eglot--signal-textDocument/didChange)
(wait "the fix" (lambda () (not (string-match-p "KEY001" (codes)))))
(out "has" (buffer-substring-no-properties (line-beginning-position) (line-end-position)))
(out "says" (codes))
(save-buffer)
(eglot-shutdown (eglot--current-server-or-lose))
(kill-emacs 0)
