//! ac-deploy.
