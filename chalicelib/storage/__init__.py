"""The only DynamoDB and S3 code."""
