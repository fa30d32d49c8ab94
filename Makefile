# make run · make test — all that a fresh machine needs; make help lists the rest.
PYTHON ?= python3
VENV ?= .venv
# cpu, or gpu for faiss-gpu on a machine with CUDA
EXTRA ?= cpu
# How many test files run at a time; those of the bot mostly wait
WORKERS ?= 4
# A further package index for torch, such as PyTorch's own of CPU-only wheels
TORCH_INDEX ?=

BIN := $(VENV)/bin
PIP_INSTALL := $(BIN)/python -m pip install --quiet --disable-pip-version-check \
	$(if $(TORCH_INDEX),--extra-index-url $(TORCH_INDEX)) --constraint constraints.txt
SOURCES := pyproject.toml constraints.txt
RUNTIME := $(VENV)/.runtime-$(EXTRA)
DEVELOPMENT := $(VENV)/.development-$(EXTRA)

.DEFAULT_GOAL := help
.PHONY: help setup run test lint format weights clean

help:  ## what can be made
	@grep -E '^[a-z]+:.*##' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/' | expand -t 12

setup: $(RUNTIME)  ## create .venv and install what running needs

run: setup  ## start the bot: on Telegram with BOT_TOKEN in .env, else on the playground
	@exec $(BIN)/python -m bot

test: $(DEVELOPMENT) lint  ## lint, check types, run every test
	OMP_NUM_THREADS=1 $(BIN)/python -m pytest --numprocesses $(WORKERS) --dist loadfile

lint: $(DEVELOPMENT)
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy

format: $(DEVELOPMENT)  ## put the code into shape
	$(BIN)/ruff check --fix .
	$(BIN)/ruff format .

weights: $(RUNTIME)  ## fetch the pretrained weights beforehand; training fetches what it lacks
	$(BIN)/python -m inference weights --backbone mobilenet_v2
	$(BIN)/python -m inference weights --backbone efficientnet_lite0

clean:  ## remove the environment and caches; data/ stays
	rm -rf $(VENV) .mypy_cache .ruff_cache .pytest_cache build dist *.egg-info

$(BIN)/python:
	$(PYTHON) -m venv $(VENV)

$(RUNTIME): $(SOURCES) | $(BIN)/python
	@echo "Installing into $(VENV); torch is large, so this takes a minute or more."
	@# faiss-cpu and faiss-gpu are one module: the other one has to go first.
	@if ls $(VENV)/.runtime-* >/dev/null 2>&1 && [ ! -e $@ ]; then \
		$(BIN)/python -m pip uninstall --quiet --yes faiss-cpu faiss-gpu; \
		rm -f $(VENV)/.runtime-* $(VENV)/.development-*; fi
	$(PIP_INSTALL) --editable ".[$(EXTRA),train]"
	@touch $@

$(DEVELOPMENT): $(SOURCES) | $(RUNTIME)
	$(PIP_INSTALL) --editable ".[$(EXTRA),train,dev]"
	@touch $@
