# The service in a container: docker build -t sallyport . ; how to run it is said in README.md, "In a container".
FROM python:3.12-slim

WORKDIR /src
# Before the sources, so that a change of these installs nothing anew.
COPY requirements requirements
RUN pip install --no-cache-dir --require-hashes -r requirements/build.txt \
    && pip install --no-cache-dir --require-hashes -r requirements/run.txt
COPY . .
RUN pip install --no-cache-dir --no-deps --no-build-isolation . && rm -rf /src/*

# An ordinary user: each session's jail is made of user namespaces, and no capability is needed.
RUN useradd --create-home --uid 10001 sallyport
USER sallyport
WORKDIR /home/sallyport

EXPOSE 9001
# Beyond loopback it serves only with keys: SALLYPORT_AUTH__API_KEYS, or a file (auth.api_keys_file).
ENTRYPOINT ["sallyport", "serve", "--host", "0.0.0.0", "--port", "9001"]
CMD ["math_with_code", "workplace_assistant"]
