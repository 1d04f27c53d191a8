# Keyport needs Go, git and make. On Debian and Ubuntu the packages that the
# window and the tests need are installed when they are missing (as root or by
# sudo); elsewhere a sentence names them. `make help` lists what can be made.

GOFUMPT     := v0.12.0
STATICCHECK := v0.8.2
GOTESTSUM   := v1.13.0
NFPM        := v2.45.0
WINRES      := v0.3.3

TOOLS := $(CURDIR)/bin/tools
SYSTEM := $(if $(filter Windows_NT,$(OS)),windows,$(shell uname -s | tr A-Z a-z))
EXE := $(if $(filter windows,$(SYSTEM)),.exe)

# The tray program is pure Go; only the tray of macOS needs cgo.
TRAY_CGO := $(if $(filter darwin,$(SYSTEM)),1,0)

# macOS and Windows always have a desktop; elsewhere a session names its display.
DESKTOP := $(if $(filter darwin windows,$(SYSTEM)),yes,$(DISPLAY)$(WAYLAND_DISPLAY))

# FyneApp.toml holds the version; another one can be built by VERSION=1.2.3. What
# was typed is no command, neither make's nor the shell's, before it was looked at.
override VERSION := $(shell .ci/version '$(subst ','\'',$(value VERSION))')
ifeq ($(VERSION),)
$(error Nothing is built without a version)
endif
export LINK := -X keyport/assets.Version=$(VERSION)

# Where a release hears of newer ones, and the key that signs it: see app/update.
# Without them, as in a distribution's package, it never asks.
ifneq ($(FEED),)
LINK += -X keyport/app/update.feed=$(FEED) -X keyport/app/update.key=$(FEED_KEY)
endif

.DEFAULT_GOAL := build
.PHONY: run build keyport window test lint bench package package-linux package-windows package-macos help

ifneq ($(DESKTOP),)
run: build ## start Keyport: the tray app on a desktop, else a server with the demo model
	bin/keyport$(EXE)
else
run: keyport
	bin/keyport$(EXE) serve --demo
endif

build: keyport window ## build both programs into bin/

keyport: ## build the tray program and command line alone; needs no C compiler on Linux
	CGO_ENABLED=$(TRAY_CGO) go build -ldflags '$(LINK)' -o bin/keyport$(EXE) ./cmd/keyport

# One set of flags for everything that holds Fyne: its C code takes two minutes
# to compile, and another tag or -trimpath would compile it again.
window: ## build the window alone; installs its build packages
	.ci/install window
	CGO_ENABLED=1 go build -ldflags '$(LINK)' -o bin/keyport-window$(EXE) ./cmd/keyport-window

# Packages without tests are left out: lint has compiled them already, and with
# the race detector the C code below the window would be compiled once more.
test: lint $(TOOLS)/gotestsum-$(GOTESTSUM) ## check and test everything, on a virtual desktop and in a browser too
	.ci/install desktop
	.ci/install browser
	KEYPORT_DESKTOP_TESTS=1 CGO_ENABLED=1 $(TOOLS)/gotestsum-$(GOTESTSUM) --format standard-quiet \
		--packages="$$(go list -f '{{if or .TestGoFiles .XTestGoFiles}}{{.ImportPath}}{{end}}' ./...)" \
		-- -race -timeout 15m

lint: $(TOOLS)/gofumpt-$(GOFUMPT) $(TOOLS)/staticcheck-$(STATICCHECK) ## vet, formatting, staticcheck
	.ci/install window
	@unformatted=$$($(TOOLS)/gofumpt-$(GOFUMPT) -l .) && if [ -n "$$unformatted" ]; then \
		echo "Not formatted by gofumpt:"; echo "$$unformatted"; exit 1; fi
	CGO_ENABLED=1 go vet ./...
	CGO_ENABLED=1 $(TOOLS)/staticcheck-$(STATICCHECK) ./...

# The window has no hot pieces, and its C code takes two minutes to compile.
bench: keyport ## run the benchmarks: the hot pieces, then the program beside nginx and a bare proxy
	go test -run '^$$' -bench . -benchmem ./app/... ./proxy/...
	go run ./cmd/bench -keyport bin/keyport$(EXE) $(BENCH)

# A Mac builds its own package, since the others lack Apple's headers; everything else is built on Linux.
package: $(if $(filter darwin,$(SYSTEM)),package-macos,package-linux package-windows) ## build the packages that this system can into dist/; VERSION=1.2.3 names another version

package-linux: $(TOOLS)/nfpm-$(NFPM) ## .deb, .rpm and tarball for Linux
	.ci/install linux
	NFPM=$< .ci/package-linux '$(VERSION)'
	.ci/checksums

package-windows: $(TOOLS)/go-winres-$(WINRES) ## installer and zip for Windows, built on Linux
	.ci/install windows
	.ci/package-windows '$(VERSION)' $<
	.ci/checksums

package-macos: ## app bundle and disk image for macOS, built on a Mac
	.ci/package-macos '$(VERSION)'
	.ci/checksums

help: ## list the targets
	@sed -n 's/^\([a-z-]*\):.*## /\1	/p' $(MAKEFILE_LIST)

# Tools by exact version, kept in bin/tools, so that a second run needs no network.
$(TOOLS)/gofumpt-$(GOFUMPT):     PACKAGE = mvdan.cc/gofumpt@$(GOFUMPT)
$(TOOLS)/staticcheck-$(STATICCHECK): PACKAGE = honnef.co/go/tools/cmd/staticcheck@$(STATICCHECK)
$(TOOLS)/gotestsum-$(GOTESTSUM): PACKAGE = gotest.tools/gotestsum@$(GOTESTSUM)
$(TOOLS)/nfpm-$(NFPM):           PACKAGE = github.com/goreleaser/nfpm/v2/cmd/nfpm@$(NFPM)
$(TOOLS)/go-winres-$(WINRES):    PACKAGE = github.com/tc-hib/go-winres@$(WINRES)
$(TOOLS)/%:
	GOBIN=$(TOOLS) go install $(PACKAGE)
	@mv $(TOOLS)/$(firstword $(subst -v, ,$*))$(EXE) $@
